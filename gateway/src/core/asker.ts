import type { Caller } from './caller.ts';

/** What the gateway decided about a request so far. It is sent to subgraphs, which enforce it again. */
export interface Decision {
  /** The one role in which the caller acts. */
  role?: string | undefined;
  /** Why the caller asks: a code of <http://terminology.hl7.org/CodeSystem/v3-ActReason>. */
  purpose?: string | undefined;
  /** Kinds of a patient's data that the caller may have. */
  categories?: readonly string[] | undefined;
  /** Labels of restricted records that the caller may still have. */
  labels?: readonly string[] | undefined;
}

/** The caller on whose behalf subgraphs are asked, with the gateway's decision. */
export interface Asker {
  caller: Caller;
  decision: Decision;
}
