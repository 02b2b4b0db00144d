import type { Caller } from '@wasl/subgraph-sdk';
import { failure } from './errors.ts';

/** A practitioner who records, prescribes or dispenses, at a facility. */
export interface Professional {
  practitionerId: string;
  facilityId: string;
}

/** The caller as a practitioner at a facility. @throws SubgraphError FORBIDDEN for everybody else */
export function requireProfessional({ practitionerId, facilityId }: Caller): Professional {
  if (practitionerId === undefined || facilityId === undefined) throw failure('FORBIDDEN');
  return { practitionerId, facilityId };
}
