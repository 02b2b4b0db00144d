import type { Specialty } from '../facilities.ts';

export type EntryKind =
  | 'ENCOUNTER'
  | 'CONDITION'
  | 'OBSERVATION'
  | 'ALLERGY_INTOLERANCE'
  | 'IMMUNIZATION'
  | 'PROCEDURE'
  | 'DIAGNOSTIC_REPORT'
  | 'DOCUMENT_REFERENCE';

export interface Words {
  ar: string;
  en: string;
}

/** An entry of a story's record. What the code lists name has no words of its own here. */
export interface DemoEntry {
  kind: EntryKind;
  code: string;
  /** Where the lists name no such code, or the words say more than the code. */
  words?: Words;
  /** ICD-10 code of what a visit is about. */
  about?: string;
  /** When it happened, and when it was written down; instants. */
  at: string;
  recordedAt: string;
  authorId: string;
  facilityId: string;
  content?: Record<string, unknown>;
  /** Of a problem that is over. Default: it lasts. */
  isOver?: boolean;
  /** Sensitivities that its author adds. */
  asked?: readonly string[];
  /** The results that a report holds, of the same story. */
  results?: DemoEntry[];
  /** The visit in which it was written, of the same story. */
  visit?: DemoEntry;
}

/** A dose in figures, as the pharmacy subgraph's `Dose`. */
export interface DemoDose {
  amount: number;
  unit: 'TABLET' | 'CAPSULE' | 'ML' | 'DROP' | 'PUFF' | 'IU' | 'APPLICATION' | 'MG';
  route: 'ORAL' | 'INHALED' | 'SKIN' | 'SUBCUTANEOUS' | 'INTRAMUSCULAR';
  timesPerDay: number;
  daysPerWeek?: number;
  durationDays?: number;
  asNeeded?: boolean;
  maxPerDay?: number;
}

/** What a physician prescribes for a problem. */
export interface Regimen {
  medicationId: string;
  dose: DemoDose;
  /** ICD-10 of what it is for. */
  indication: string;
  /** Packages, for what is not counted in tablets, capsules or millilitres. */
  packages?: number;
}

export interface DemoDispense {
  quantity: number;
  pharmacyId: string;
  pharmacistId: string;
  at: string;
}

export interface DemoPrescription extends Regimen {
  /** The visit in which it was written, of the same story. */
  visit: DemoEntry;
  quantity: number;
  at: string;
  /** `YYYY-MM-DD` */
  validUntil: string;
  prescriberId: string;
  facilityId: string;
  dispenses: DemoDispense[];
}

/** What a person's records tell, in the order of its telling. */
export interface DemoStory {
  entries: DemoEntry[];
  prescriptions: DemoPrescription[];
}

export type EncounterClass = 'AMB' | 'EMER' | 'IMP';

/** A visit that is to be told of. */
export interface Visit {
  day: string;
  place: 'CENTRE' | 'HOSPITAL';
  specialties: readonly Specialty[];
  class?: EncounterClass;
  /** ICD-10 code of what it is about, or words. */
  about: string | Words;
  department?: string;
  asked?: readonly string[];
  /** Days in the hospital, for those who stay. */
  nights?: number;
  /** Whether an emergency took it outside opening hours. */
  isUrgent?: boolean;
}
