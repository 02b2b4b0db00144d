import type { Caller } from '@wasl/subgraph-sdk';

/** Who did something, as it is kept with what was done. A type alias, so that it can be stored as JSON. */
export type Actor = {
  /** The account's name in tokens. */
  subject: string;
  /** The role in which the gateway let the account act. */
  role?: string;
  practitionerId?: string;
  facilityId?: string;
  /** The account's own health ID. */
  healthId?: string;
  nationalId?: string;
};

/** Who writes, and when. */
export interface Writing {
  actor: Actor;
  now: Date;
}

/** What is kept of a caller. */
export function actorOf({ subject, decision, practitionerId, facilityId, healthId, nationalId }: Caller): Actor {
  return {
    subject,
    ...(decision?.role !== undefined && { role: decision.role }),
    ...(practitionerId !== undefined && { practitionerId }),
    ...(facilityId !== undefined && { facilityId }),
    ...(healthId !== undefined && { healthId }),
    ...(nationalId !== undefined && { nationalId }),
  };
}

/** Reads what was stored of an actor; null for anything else. */
export function readActor(stored: unknown): Actor | null {
  return typeof stored === 'object' && stored !== null && 'subject' in stored ? (stored as Actor) : null;
}

/** Whether two accounts are one person's: the same account, or two that are tied to one patient, citizen or practitioner. */
export function isSamePerson(one: Actor, other: Actor): boolean {
  return (['subject', 'healthId', 'nationalId', 'practitionerId'] as const).some(
    (tie) => one[tie] !== undefined && one[tie] === other[tie],
  );
}
