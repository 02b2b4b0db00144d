import { readFileSync } from 'node:fs';

/** One record, as it is stored. */
export interface SampleRecord {
  id: string;
  healthId: string;
  since: string;
  note: string;
}

/** Where records come from. Put your database here: each function is asked once for many keys. */
export interface Records {
  byIds(ids: readonly string[]): Promise<SampleRecord[]>;
  ofPatients(healthIds: readonly string[]): Promise<SampleRecord[]>;
}

/** Records of a JSON file. */
export function openRecords(file: string): Records {
  const all = JSON.parse(readFileSync(file, 'utf8')) as SampleRecord[];
  return {
    byIds: (ids) => Promise.resolve(all.filter(({ id }) => ids.includes(id))),
    ofPatients: (healthIds) => Promise.resolve(all.filter(({ healthId }) => healthIds.includes(healthId))),
  };
}
