import type { CodeSystem } from '../codeSystems.ts';

/** The systems whose official files can be loaded. */
export const loadableSystems = ['icd-10', 'loinc', 'atc', 'national-drug'] as const satisfies CodeSystem[];

export type LoadableSystem = (typeof loadableSystems)[number];
