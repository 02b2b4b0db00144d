import type { ActKind } from '../acts/kinds.ts';

/** What a patient is told of, with what its text needs. No value of another patient is in it. */
export type NoticeContent =
  | { kind: 'TREATMENT_STARTED'; facilityId: string; source: string }
  | { kind: 'TREATMENT_ENDED'; facilityId: string }
  | { kind: 'APPOINTMENT_BOOKED'; facilityId: string; startsAt: string }
  | { kind: 'APPOINTMENT_CANCELLED'; facilityId: string; startsAt: string }
  | { kind: 'CONSENT_RECORDED'; decision: string }
  | { kind: 'CONSENT_WITHDRAWN'; decision: string }
  | { kind: 'GUARDIAN_ADDED' }
  | { kind: 'GUARDIAN_ENDED' }
  | { kind: 'RECORD_CORRECTED' }
  | { kind: 'ACT_REQUESTED'; act: ActKind; until: string }
  | { kind: 'ACT_CONFIRMED'; act: ActKind }
  | { kind: 'ACT_REJECTED'; act: ActKind }
  | { kind: 'ENTRY_PLACED' }
  | { kind: 'GLASS_BROKEN'; facilityId: string; reason: string; until: string }
  | { kind: 'GLASS_REVIEWED'; outcome: string };

export type NoticeKind = NoticeContent['kind'];
