import { inOrder, recordLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import type { Caller } from '@wasl/subgraph-sdk';
import DataLoader from 'dataloader';
import { findLink, type LinkRow, linksOfAccounts, listWaitingLinks } from './stores/accountLinks.ts';
import { type AccountRow, findAccounts } from './stores/accounts.ts';
import type { Db } from './stores/client.ts';
import { findPeople, type PersonRow } from './stores/people.ts';
import { mayOpenAccount, mayOpenPerson, mayOpenReferenced, mayOpenRegistryPlace } from './visibility.ts';

/** Where a person stands in the civil registry. */
export type RegistryPlace = Pick<PersonRow, 'governorate' | 'office' | 'entryNumber'>;
/** A person without the registry place, which has a stricter rule. */
export type OpenPerson = Omit<PersonRow, keyof RegistryPlace>;

/** One loader per key, for one request; each refuses what the caller may not read. */
export interface Loaders {
  /** Null for somebody whom the caller may not see: a refusal must not tell that they exist. */
  person: DataLoader<string, OpenPerson | null>;
  /** The same for somebody to whom another subgraph's record led. */
  referenced: DataLoader<string, OpenPerson | null>;
  registryPlace: DataLoader<string, RegistryPlace | null>;
  account: DataLoader<string, AccountRow | null>;
  /** What was asked for of an account; empty for one that the caller may not see. */
  linksOf: DataLoader<string, LinkRow[]>;
  link(id: string): Promise<LinkRow | null>;
  waitingLinks(page: Page): Promise<LinkRow[]>;
}

export function createLoaders(db: Db, caller: Caller | null, now: Date): Loaders {
  /** Unchecked rows, for the loaders below only. */
  const rows = new DataLoader<string, PersonRow | null>(async (ids) =>
    inOrder(ids, await findPeople(db, ids), ({ nationalId }) => nationalId),
  );
  const people = (mayOpen: (row: PersonRow) => boolean) =>
    recordLoader<PersonRow>((ids) => Promise.all(ids.map((id) => rows.load(id))), mayOpen);
  const open = people((row) => mayOpenPerson(caller, row));
  const referenced = people((row) => mayOpenReferenced(caller, row));
  const placed = people((row) => mayOpenRegistryPlace(caller, row));
  const account = recordLoader<AccountRow>(
    async (ids) => inOrder(ids, await findAccounts(db, ids), ({ id }) => id),
    (row) => mayOpenAccount(caller, row),
  );
  return {
    person: new DataLoader((ids) => Promise.all(ids.map(async (id) => withoutPlace(await open.load(id))))),
    referenced: new DataLoader((ids) => Promise.all(ids.map(async (id) => withoutPlace(await referenced.load(id))))),
    registryPlace: new DataLoader((ids) => Promise.all(ids.map(async (id) => placeOf(await placed.load(id))))),
    account,
    linksOf: new DataLoader(async (ids) => {
      const visible = await Promise.all(ids.map((id) => account.load(id)));
      const found = await linksOfAccounts(
        db,
        visible.flatMap((row) => (row ? [row.id] : [])),
      );
      return ids.map((id) => found.get(id) ?? []);
    }),
    link: (id) => findLink(db, id),
    waitingLinks: (page) => listWaitingLinks(db, page, now),
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
