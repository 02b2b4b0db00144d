import { type Caller, mayRead } from '@wasl/subgraph-sdk';
import DataLoader from 'dataloader';
import type { Records, SampleRecord } from './records.ts';

/** What resolvers read, made for one request. A record that the caller may not have is as one that there is not. */
export interface Loaders {
  byId: DataLoader<string, SampleRecord | null>;
  ofPatient: DataLoader<string, SampleRecord[]>;
}

const category = 'DEMOGRAPHICS';

export function createLoaders(records: Records, caller: Caller | null): Loaders {
  const isOpen = caller !== null && mayRead(caller, category);
  return {
    byId: new DataLoader(async (ids) => {
      const found = new Map((isOpen ? await records.byIds(ids) : []).map((record) => [record.id, record]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    ofPatient: new DataLoader(async (healthIds) => {
      const found = isOpen ? await records.ofPatients(healthIds) : [];
      return healthIds.map((wanted) => found.filter(({ healthId }) => healthId === wanted));
    }),
  };
}
