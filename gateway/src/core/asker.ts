import type { Caller } from './caller.ts';

/** What the gateway decided about a request, as far as it decided anything: it travels to subgraphs, which enforce it again. */
export interface Decision {
  /** The one role in which the caller acts. */
  role?: string | undefined;
  /** Why the caller asks: a code of <http://terminology.hl7.org/CodeSystem/v3-ActReason>. */
  purpose?: string | undefined;
  /** Kinds of a patient's data that the caller may have. */
  categories?: readonly string[] | undefined;
  /** Labels of records that the caller may have though they are restricted. */
  labels?: readonly string[] | undefined;
}

/** On whose behalf subgraphs are asked, and as what. */
export interface Asker {
  caller: Caller;
  decision: Decision;
}
