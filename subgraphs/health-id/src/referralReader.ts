import { readActor } from '@wasl/kit/actor';
import { isGuarded } from './referralLabels.ts';

/** Who reads what is sent to a facility. */
export interface Reader {
  facilityId: string;
  practitionerId: string;
  /** With which the reader is registered at that facility; null without one. */
  specialty: string | null;
}

/** What of a referral says to whom it is addressed. */
export interface Addressed {
  toFacilityId: string;
  specialty: string | null;
  confidentiality: string;
  sensitivities: readonly string[];
  closedBy: unknown;
}

/**
 * Whether a referral is addressed to somebody: to their facility, and, where it is sensitive, to their specialty. Who replied to it reads it too.
 */
export function isAddressee(referral: Addressed, { facilityId, practitionerId, specialty }: Reader): boolean {
  if (referral.toFacilityId !== facilityId) return false;
  if (!isGuarded(referral) || readActor(referral.closedBy)?.practitionerId === practitionerId) return true;
  return specialty !== null && specialty === referral.specialty;
}
