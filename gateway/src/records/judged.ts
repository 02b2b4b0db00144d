import { isWithin } from '../execution/guard/traces.ts';
import type { FoundRecord } from './foundRecords.ts';
import type { RecordReference } from './recordLookUp.ts';
import type { RecordDecision } from './recordQuestion.ts';

/** What would be asked, or came back, and is about a patient. */
export interface Judged extends FoundRecord {
  /** Named by its own id: whose it is has to be found first, and nothing may tell whether it is there. */
  reference?: RecordReference | undefined;
}

const nobodys: readonly string[] = [];

/** On whom may be written what was asked for. */
export function writtenOn(judged: readonly Judged[], decisions: readonly RecordDecision[]): readonly string[] {
  if (judged[0]?.action !== 'write') return nobodys;
  return judged.flatMap(({ patient }, index) =>
    patient !== undefined && decisions[index]?.isPermitted ? [patient] : [],
  );
}

/** Whether any of what came at a place is given: what is within it stands right behind it. */
export function isAnyGiven(place: number, judged: readonly Judged[], decisions: readonly RecordDecision[]): boolean {
  const { index, path, category } = judged[place] as Judged;
  for (let next = place + 1; next < judged.length; next += 1) {
    const item = judged[next] as Judged;
    if (item.index !== index || !isWithin(item.path, [path])) return false;
    if (!item.isPlace && item.category === category && decisions[next]?.isPermitted) return true;
  }
  return false;
}

export function isAllOpen(decisions: readonly RecordDecision[]): boolean {
  return decisions.every(({ isPermitted }) => isPermitted);
}

/** Each once. */
export function patientsOf(judged: readonly Judged[]): readonly string[] {
  let only: string | undefined;
  for (const { patient } of judged) {
    if (!patient || patient === only) continue;
    if (only !== undefined) return [...new Set(judged.flatMap((item) => item.patient || []))];
    only = patient;
  }
  return only === undefined ? [] : [only];
}
