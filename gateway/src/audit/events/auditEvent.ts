import type { RecordCategory, RecordGround } from '../../records/recordQuestion.ts';

/** What a caller did, or was kept from doing, with records of one patient, on one ground, in one request. */
export interface AuditEvent {
  /** When it was written down: ISO 8601 in UTC, with milliseconds. */
  at: string;
  action: 'read' | 'write';
  /**
   * `released`: read, and the answer left afterwards. `refused`: not given, for the reason in `code`. `intended`: a change was sent to
   * its owner afterwards; `done` or `failed` tell what became of it, and where neither follows nobody knows.
   */
  outcome: 'released' | 'refused' | 'intended' | 'done' | 'failed';
  caller: AuditedCaller;
  /** The one role that the request acted in; absent where it named none. */
  role?: string;
  /** Where the caller works. */
  facilityId?: string;
  /** What that facility was called then, where the registry had told. */
  facilityName?: { readonly ar: string; readonly en: string };
  /** Why: a code of <http://terminology.hl7.org/CodeSystem/v3-ActReason>. */
  purpose?: string;
  /** Health ID, as the record has it; absent where a record does not say whose it is. */
  patient?: string;
  /** Kinds of data. */
  categories: readonly RecordCategory[];
  /** `Type.field`, of those that the caller asked for. */
  fields: readonly string[];
  /** Kinds of data that were looked at to answer, though nothing of them was asked for. */
  consulted?: readonly RecordCategory[];
  /** Of what is given: on what ground. */
  ground?: RecordGround;
  /** `@id` of the policy that decided; absent where none permitted. */
  policy?: string;
  /** Of what is refused: a code of `schema/errors.ts`. */
  code?: string;
  operation: AuditedOperation;
  /** The request's, as the answer's `x-request-id` and the log of requests have it. */
  requestId?: string;
  /** Of the W3C trace context, 32 hexadecimal digits. */
  traceId?: string;
}

/** Who asked, as the token said. */
export interface AuditedCaller {
  /** `sub`; absent for somebody who has not signed in. */
  subject?: string;
  name?: string;
  /** In English, where the token has that too. */
  nameEn?: string;
  practitionerId?: string;
  /** The application, where the token names it. */
  clientId?: string;
}

export interface AuditedOperation {
  /** SHA-256 of the document and the operation's name, base64url. */
  hash: string;
  name?: string;
  kind: 'query' | 'mutation' | 'subscription';
}
