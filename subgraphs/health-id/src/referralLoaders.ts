import { openAmong, patientRecordsLoader, recordLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import { labelFilterOf, type MayRead } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import type DataLoader from 'dataloader';
import { isAddressee, type Reader } from './referralReader.ts';
import type { Registry } from './registry.ts';
import type { Db } from './stores/client.ts';
import { practitionersById } from './stores/registerStore.ts';
import { findReferrals, listIncoming, listReferrals } from './stores/referralLists.ts';
import type { Referral } from './stores/referralStore.ts';

/** Visits and who treats: a referral is a part of both. */
const category = 'Encounter';

export interface ReferralAccess {
  caller: Caller | null;
  registry: Registry;
  mayRead: MayRead;
  now: Date;
}

/** What reads referrals: as parts of the record, by their labels, and as what a facility was sent, by to whom they are addressed. */
export function createReferralLoaders(db: Db, { caller, registry, mayRead, now }: ReferralAccess) {
  const filter = labelFilterOf(caller);
  const labelsOf = ({ confidentiality, sensitivities, authorId }: Referral) => ({
    labels: [confidentiality, ...sensitivities],
    author: authorId,
  });
  /** Decisions are about the survivor of a merge. */
  const personOf = async ({ healthId }: Referral) => [(await registry.patient.load(healthId))?.healthId ?? healthId];
  const lists = new Map<string, DataLoader<readonly string[], Referral[], string>>();
  const listOf = (page: Page, status: string | null) =>
    patientRecordsLoader<Referral>({
      mayRead,
      category,
      factsOf: labelsOf,
      async find(people) {
        const former = await Promise.all(people.map(([healthId = '']) => registry.formerIds.load(healthId)));
        const everyId = people.map((ids, index) => [...ids, ...(former[index] ?? [])]);
        return listReferrals(db, everyId, { page, status, now }, filter);
      },
    });
  let reader: Promise<Reader | null> | undefined;
  const addressee = () => (reader ??= readerOf(db, caller));
  const mayOpenSent = async (row: Referral) => {
    const who = await addressee();
    return who !== null && isAddressee(row, who) && mayRead({ healthIds: await personOf(row), category });
  };
  return {
    addressee,
    referral: recordLoader(
      (ids) => findReferrals(db, ids),
      async (row) => mayRead({ healthIds: await personOf(row), category, ...labelsOf(row) }),
    ),
    incomingReferral: recordLoader((ids) => findReferrals(db, ids), mayOpenSent),
    /** A patient's referrals, by the survivor's health ID. */
    referrals(healthId: string, page: Page, status: string | null): Promise<Referral[]> {
      const key = `${page.first}|${page.after ?? ''}|${status ?? ''}`;
      const loader = lists.get(key) ?? listOf(page, status);
      lists.set(key, loader);
      return loader.load([healthId]);
    },
    /** What was sent to the caller's facility; nothing for who works at none. */
    async incomingReferrals(page: Page, status: string): Promise<Referral[]> {
      const who = await addressee();
      return who === null ? [] : openAmong(await listIncoming(db, who, { page, status, now }), mayOpenSent);
    },
  };
}

/** The caller as somebody to whom referrals are sent; null for who is no practitioner at a facility. */
async function readerOf(db: Db, caller: Caller | null): Promise<Reader | null> {
  const { practitionerId, facilityId } = caller ?? {};
  if (practitionerId === undefined || facilityId === undefined) return null;
  const [registered] = await practitionersById(db, [practitionerId]);
  const specialty = registered?.facilityId === facilityId ? registered.specialty : null;
  return { practitionerId, facilityId, specialty };
}
