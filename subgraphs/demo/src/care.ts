import { facilitiesIn } from './facilities.ts';
import type { DemoPerson } from './population.ts';
import { random } from './random.ts';

/** That a facility treats or treated an invented person. Days are `YYYY-MM-DD`. */
export interface DemoCare {
  facilityId: string;
  since: string;
  /** Null while it lasts. */
  endedOn: string | null;
}

const registeredSince = '2024-01-15';
const hospitalSince = '2024-03-10';
const hospitalEnded = '2026-03-31';

/**
 * Who treats a person: the usual health centre for good, and the first hospital of the governorate, whose physicians wrote the
 * prescriptions: in the care of its outpatient clinic are about half today, the demo's citizen and her youngest child among them.
 */
export function careOf({ index, facilityId, governorate, birthDate }: DemoPerson): DemoCare[] {
  const from = (day: string) => (birthDate > day ? birthDate : day);
  const hospital = facilitiesIn(governorate, 'HOSPITAL')[0]?.id;
  const isInCare = index === 0 || index === 4 || random(`care ${index}`).chance(0.5);
  const endedOn = isInCare || birthDate > hospitalEnded ? null : hospitalEnded;
  return [
    { facilityId, since: from(registeredSince), endedOn: null },
    ...(hospital === undefined ? [] : [{ facilityId: hospital, since: from(hospitalSince), endedOn }]),
  ];
}

/** What a person permits or denies. Few have decided anything. */
export function consentsOf({ index, governorate }: DemoPerson): {
  decision: 'PERMIT' | 'DENY';
  category: string;
  role: string | null;
  facilityId: string | null;
}[] {
  if (index % 37 === 9) return [{ decision: 'DENY', category: 'CONDITIONS', role: 'nurse', facilityId: null }];
  const hospital = facilitiesIn(governorate, 'HOSPITAL')[0]?.id;
  if (index % 41 === 21 && hospital !== undefined)
    return [{ decision: 'PERMIT', category: 'REPORTS', role: null, facilityId: hospital }];
  return [];
}
