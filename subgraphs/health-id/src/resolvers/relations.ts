import { damascusDay } from '@wasl/kit/calendar';
import { readActor } from '@wasl/kit/actor';
import type { HealthIdContext } from '../context.ts';
import type { TreatmentRelationship as TreatmentRow } from '../stores/careStore.ts';
import type { ConsentDirective as ConsentRow } from '../stores/consentStore.ts';
import { ageGroupOf, type Guardianship as GuardianshipRow, lastsUntil } from '../stores/guardianStore.ts';

const facility = ({ facilityId }: { facilityId: string | null }, _: unknown, { loaders }: HealthIdContext) =>
  facilityId === null ? null : loaders.facility.load(facilityId);

export const ConsentDirective = {
  facility,
  recordedBy: (row: ConsentRow) => readActor(row.recordedActor) ?? { subject: row.recordedBy },
  withdrawnBy: (row: ConsentRow) =>
    row.withdrawnBy === null ? null : (readActor(row.withdrawnActor) ?? { subject: row.withdrawnBy }),
};

export const TreatmentRelationship = {
  facility,
  recordedBy: (row: TreatmentRow) => readActor(row.recordedActor) ?? accountOf(row.recordedBy),
  endedBy: (row: TreatmentRow) => readActor(row.endedActor) ?? accountOf(row.endedBy),
  isInForce: async (row: TreatmentRow, _: unknown, { loaders, now }: HealthIdContext) => {
    const { healthId, endedAt, expiresAt, onHold } = row;
    if (endedAt !== null || onHold || (expiresAt !== null && expiresAt.getTime() <= now.getTime())) return false;
    return !(await loaders.isDeceased(healthId));
  },
};

export const Guardianship = {
  guardian: ({ guardianId }: GuardianshipRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.patient.load(guardianId),
  dependant: ({ dependantId }: GuardianshipRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.patient.load(dependantId),
  since: ({ recordedAt }: GuardianshipRow) => recordedAt,
  async lastsUntil({ dependantId }: GuardianshipRow, _: unknown, { loaders }: HealthIdContext) {
    const dependant = await loaders.patient.load(dependantId);
    return dependant && lastsUntil(dependant);
  },
  async isInForce(row: GuardianshipRow, _: unknown, { loaders, now }: HealthIdContext) {
    const { guardianId, dependantId, endedAt, onHold } = row;
    if (endedAt !== null || onHold) return false;
    if ((await loaders.isDeceased(guardianId)) || (await loaders.isDeceased(dependantId))) return false;
    const dependant = await loaders.patient.load(dependantId);
    return dependant !== null && ageGroupOf(dependant, damascusDay(now)) !== 'adult';
  },
  recordedBy: (row: GuardianshipRow) => readActor(row.recordedActor) ?? accountOf(row.recordedBy),
  endedBy: (row: GuardianshipRow) => readActor(row.endedActor) ?? accountOf(row.endedBy),
};

/** Whoever wrote before it was kept in which role and where. */
const accountOf = (subject: string | null) => (subject === null ? null : { subject });

export const DuplicateReview = {
  left: ({ leftId }: { leftId: string }, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(leftId),
  right: ({ rightId }: { rightId: string }, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(rightId),
};
