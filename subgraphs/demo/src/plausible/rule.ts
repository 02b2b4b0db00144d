import type { Dossier, FoundAlert, Medicine } from './dossier.ts';

/** What rules need besides the data: the pharmacy's formulary and its own alert rules. */
export interface Reference {
  medicines: ReadonlyMap<string, Medicine>;
  /** The alerts of a person on what was taken on a day. */
  alertsOn(dossier: Dossier, day: string): FoundAlert[];
}

/** A rule about one person. */
export interface PersonRule {
  name: string;
  /** Where it is stated, or that it is common sense. */
  source: string;
  /** What violates it, each as a short sentence; empty where nothing does. */
  violations(dossier: Dossier, reference: Reference): string[];
}

/** A rule about all together: shares, counts. */
export interface PopulationRule {
  name: string;
  source: string;
  violations(dossiers: readonly Dossier[]): string[];
}

/** A sentence where a condition does not hold. */
export function unless(holds: boolean, sentence: string): string[] {
  return holds ? [] : [sentence];
}

/** Whether a share lies between two bounds, told of where not. */
export function shareWithin(what: string, count: number, total: number, low: number, high: number): string[] {
  const share = total === 0 ? 0 : count / total;
  return unless(
    share >= low && share <= high,
    `${what}: ${(share * 100).toFixed(1)} %, expected ${low * 100} to ${high * 100} %`,
  );
}
