import { inOrder, recordLoader } from '@wasl/kit/loaders';
import type { Caller } from '@wasl/subgraph-sdk';
import DataLoader from 'dataloader';
import { type AccountRow, findAccounts } from './stores/accounts.ts';
import type { Db } from './stores/client.ts';
import { findPeople, type PersonRow } from './stores/people.ts';
import { mayOpenAccount, mayOpenPerson, mayOpenRegistryPlace } from './visibility.ts';

/** Where a person stands in the civil registry. */
export type RegistryPlace = Pick<PersonRow, 'governorate' | 'office' | 'entryNumber'>;
/** A person without the registry place, which has a stricter rule. */
export type OpenPerson = Omit<PersonRow, keyof RegistryPlace>;

/** One loader per key, for one request; each refuses what the caller may not read. */
export interface Loaders {
  /** Null for somebody whom the caller may not see: a refusal must not tell that they exist. */
  person: DataLoader<string, OpenPerson | null>;
  registryPlace: DataLoader<string, RegistryPlace | null>;
  account: DataLoader<string, AccountRow | null>;
}

export function createLoaders(db: Db, caller: Caller | null): Loaders {
  /** Unchecked rows, for the loaders below only. */
  const rows = new DataLoader<string, PersonRow | null>(async (ids) =>
    inOrder(ids, await findPeople(db, ids), ({ nationalId }) => nationalId),
  );
  const people = (mayOpen: (row: PersonRow) => boolean) =>
    recordLoader<PersonRow>((ids) => Promise.all(ids.map((id) => rows.load(id))), mayOpen);
  const open = people((row) => mayOpenPerson(caller, row));
  const placed = people((row) => mayOpenRegistryPlace(caller, row));
  return {
    person: new DataLoader((ids) => Promise.all(ids.map(async (id) => withoutPlace(await open.load(id))))),
    registryPlace: new DataLoader((ids) => Promise.all(ids.map(async (id) => placeOf(await placed.load(id))))),
    account: recordLoader(
      async (ids) => inOrder(ids, await findAccounts(db, ids), ({ id }) => id),
      (row) => mayOpenAccount(caller, row),
    ),
  };
}

function withoutPlace(row: PersonRow | null): OpenPerson | null {
  if (row === null) return null;
  const { governorate: _, office: __, entryNumber: ___, ...rest } = row;
  return rest;
}

function placeOf(row: PersonRow | null): RegistryPlace | null {
  return row && { governorate: row.governorate, office: row.office, entryNumber: row.entryNumber };
}
