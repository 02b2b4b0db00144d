import { failure } from '@wasl/kit/errors';
import type { Page } from '@wasl/kit/pagination';
import type { PersonIds } from '@wasl/kit/patientReference';
import { recordAccess } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import { type AccessEntry, findAccess, findEntry } from './stores/accessLogStore.ts';
import type { Db } from './stores/client.ts';
import { findProof, type Proof } from './stores/proofStore.ts';

/** What resolvers read, made for one request; each refuses what the caller may not read. */
export interface Loaders {
  /** Who looked at a patient's record, newest first. @throws SubgraphError FORBIDDEN */
  accessOf(healthIds: PersonIds, page: Page): Promise<AccessEntry[]>;
  /** One entry by its id, and whose record it is about; null where the caller may not read it, as where there is none. */
  entry(id: string): Promise<(AccessEntry & { patient: string }) | null>;
  /** Of an entry that `accessOf` gave. */
  proofOf(entry: AccessEntry): Promise<Proof | null>;
}

export function createLoaders(db: Db, caller: Caller | null): Loaders {
  const mayRead = recordAccess(caller);
  return {
    async accessOf(healthIds, page) {
      if (!(await mayRead({ healthIds, category: 'AuditEvent' }))) throw failure('FORBIDDEN');
      return findAccess(db, healthIds, page);
    },
    async entry(id) {
      const found = await findEntry(db, id);
      return found && (await mayRead({ healthIds: [found.patient], category: 'AuditEvent' })) ? found : null;
    },
    proofOf: (entry) => findProof(db, entry),
  };
}
