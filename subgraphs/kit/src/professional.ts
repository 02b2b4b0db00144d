import type { Caller } from '@wasl/subgraph-sdk';
import { failure } from './errors.ts';

/** Somebody who records, prescribes or dispenses, and where. */
export interface Professional {
  practitionerId: string;
  facilityId: string;
}

/** The practitioner at a facility whom a caller is. @throws SubgraphError FORBIDDEN for everybody else */
export function requireProfessional({ practitionerId, facilityId }: Caller): Professional {
  if (practitionerId === undefined || facilityId === undefined) throw failure('FORBIDDEN');
  return { practitionerId, facilityId };
}
