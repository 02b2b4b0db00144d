import type { WorkKind } from './observer.ts';
import type { SystemTitle } from './systemTitles.ts';

/** Why an answer is as it is: `extensions.explanation`, for who may see it. Holds no value of any record. */
export interface Explanation {
  /** Milliseconds from the request's beginning until its answer was ready. */
  durationMs: number;
  /** What was done for it, in the order in which it began. */
  steps: readonly ExplainedStep[];
  /** Fields that a rule denied. */
  fields: readonly ExplainedField[];
  /** Records, or kinds of them, that a decision denied. */
  records: readonly ExplainedRecord[];
  /** What was written down of it before it left. */
  audit: readonly ExplainedEvent[];
}

/** Planning, a decision, a request to a ministry's system, or writing to the audit. */
export interface ExplainedStep {
  kind: WorkKind;
  subgraph?: string;
  /** What people call the subgraph. */
  title?: SystemTitle;
  /** Milliseconds from the request's beginning. */
  fromMs: number;
  /** Undefined where it has not ended. */
  toMs?: number;
  outcome?: string;
  /** What a subgraph was asked for: root fields, or `Type.field` of entities. */
  asked?: readonly string[];
  /** The text of the operation that it was sent, without variables. */
  query?: string;
}

export interface ExplainedField {
  /** `Type.field` */
  coordinate: string;
  /** A verified token is missing. */
  needsSignIn: boolean;
  /** What would open it, as far as the caller lacks it: one of the outer list, all of the inner. */
  scopes: readonly (readonly string[])[];
  policies: readonly (readonly string[])[];
  /** Roles whose scopes suffice. */
  roles: readonly string[];
}

export interface ExplainedRecord {
  /** As the error in the answer says it. */
  code: string;
  category: string;
  action: 'read' | 'write';
  role?: string;
  purpose?: string;
  /** `@id` of the policy that denied, and its meaning; absent where none permitted. */
  policy?: string;
  meaning?: SystemTitle;
  /** Single things that would open it, were they so. */
  openings: readonly Opening[];
}

/** A purpose of use that would do, something that could be true of caller and patient, or an open break-glass session. */
export type Opening = { purpose: string } | { fact: OpeningFact };

export type OpeningFact = 'isOwn' | 'isTreating' | 'hasActivePrescription' | 'consent' | 'breakGlass';

/** An event of the audit, without the names of anybody. */
export interface ExplainedEvent {
  /** Where it lies in the audit, as `AccessLogEntry.id` says it: chain and number. Absent of refusals: a gap between their numbers would tell of those that are hidden. */
  id?: string;
  at: string;
  action: string;
  outcome: string;
  /** Which patient, counted from 1 within the answer; absent where a record does not say. */
  patient?: number;
  role?: string;
  purpose?: string;
  categories: readonly string[];
  fields: readonly string[];
  ground?: string;
  policy?: string;
  code?: string;
}
