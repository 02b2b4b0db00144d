import type { HealthIdContext } from '../context.ts';

const facility = ({ facilityId }: { facilityId: string | null }, _: unknown, { loaders }: HealthIdContext) =>
  facilityId === null ? null : loaders.facility.load(facilityId);

export const ConsentDirective = { facility };
export const TreatmentRelationship = { facility };

export const DuplicateReview = {
  left: ({ leftId }: { leftId: string }, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(leftId),
  right: ({ rightId }: { rightId: string }, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(rightId),
};
