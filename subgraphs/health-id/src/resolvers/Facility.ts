import type { HealthIdContext } from '../context.ts';

export const Facility = {
  __resolveReference: ({ id }: { id: string }, { loaders }: HealthIdContext) => loaders.facility.load(id),
};

export const Practitioner = {
  __resolveReference: ({ id }: { id: string }, { loaders }: HealthIdContext) => loaders.practitioner.load(id),
  facility: ({ facilityId }: { facilityId: string }, _: unknown, { loaders }: HealthIdContext) =>
    loaders.facility.load(facilityId),
};
