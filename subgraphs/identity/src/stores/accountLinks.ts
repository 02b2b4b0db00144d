import { type Actor, isSamePerson, readActor, type Writing } from '@wasl/kit/actor';
import { failure } from '@wasl/kit/errors';
import { type Evidence, readEvidence } from '@wasl/kit/evidence';
import { groupBy } from '@wasl/kit/groupBy';
import { type Page, readUuidPosition } from '@wasl/kit/pagination';
import { readWords } from '@wasl/kit/readWords';
import { isUuid } from '@wasl/kit/uuid';
import type { Prisma } from '@wasl/prisma/identity/generated/client.ts';
import { type AccountLinks, type AccountRow, lockAccount, tieAccount } from './accounts.ts';
import type { Db, Tx } from './client.ts';
import { lockPerson, personOfHealthId } from './people.ts';

export type LinkRow = Prisma.AccountLinkModel;

/** For how long a link waits for its second registrar. */
const waitsMs = 7 * 86_400_000;

export type LinkStatus = 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'EXPIRED';

/** Where a link stands: one that nobody decided in its time has expired. */
export function statusOf({ status, expiresAt }: LinkRow, now: Date): LinkStatus {
  return status === 'PENDING' && expiresAt.getTime() <= now.getTime() ? 'EXPIRED' : (status as LinkStatus);
}

/**
 * Files a link for a second registrar; the account is as it was until then. @throws SubgraphError BAD_USER_INPUT for no ties or poor
 * evidence, and as `checkTies` does
 */
export async function requestLink(
  tx: Tx,
  { username, ties, evidence }: { username: string; ties: AccountLinks; evidence: Evidence },
  { actor, now }: Writing,
): Promise<string> {
  if (Object.keys(ties).length === 0) throw failure('BAD_USER_INPUT', { argument: 'nationalId' });
  const account = await lockAccount(tx, username);
  if (!account) throw failure('NOT_FOUND', { argument: 'username' });
  await checkTies(tx, account, ties, actor);
  const requested = { requestedBy: actor, requestedAt: now, expiresAt: new Date(now.getTime() + waitsMs) };
  const { id } = await tx.accountLink.create({
    data: { accountId: account.id, ...ties, ...readEvidence(evidence), ...requested },
  });
  return id;
}

/**
 * Ties the account, as the second person. Of several who decide at once, one does. @throws SubgraphError NOT_FOUND, SECOND_PERSON_NEEDED,
 * REQUEST_EXPIRED, ALREADY_DECIDED, and as `checkTies` does where account or people have changed meanwhile
 */
export async function confirmLink(tx: Tx, id: string, writing: Writing): Promise<string> {
  const link = await requireLink(tx, id);
  const requester = readActor(link.requestedBy);
  if (requester === null || isSamePerson(requester, writing.actor)) throw failure('SECOND_PERSON_NEEDED');
  await decide(tx, link, { status: 'CONFIRMED' }, writing);
  const { username } = await tx.account.findUniqueOrThrow({ where: { id: link.accountId } });
  const account = await lockAccount(tx, username);
  if (!account) throw failure('NOT_FOUND');
  await checkTies(tx, account, tiesOf(link), writing.actor);
  await tieAccount(tx, account.id, tiesOf(link));
  return id;
}

/** Rejects a link; its own requester may too. @throws SubgraphError NOT_FOUND, REQUEST_EXPIRED, ALREADY_DECIDED, BAD_USER_INPUT */
export async function rejectLink(tx: Tx, id: string, text: string, writing: Writing): Promise<string> {
  const decisionWords = readWords('words', text, 5);
  await decide(tx, await requireLink(tx, id), { status: 'REJECTED', decisionWords }, writing);
  return id;
}

/** A link, decided or not; null where there is none. */
export function findLink(db: Db | Tx, id: string): Promise<LinkRow | null> {
  return isUuid(id) ? db.accountLink.findFirst({ where: { id } }) : Promise.resolve(null);
}

/** Every link that was asked for, by account, newest first. */
export async function linksOfAccounts(db: Db, accountIds: readonly string[]): Promise<Map<string, LinkRow[]>> {
  const rows = await db.accountLink.findMany({
    where: { accountId: { in: [...accountIds] } },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
  });
  return groupBy(rows, ({ accountId }) => accountId);
}

/** One page of the links that wait, by ID. */
export function listWaitingLinks(db: Db, page: Page, now: Date): Promise<LinkRow[]> {
  const after = readUuidPosition(page);
  return db.accountLink.findMany({
    where: { status: 'PENDING', expiresAt: { gt: now }, ...(after !== null && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: page.first + 1,
  });
}

/** Claims a link by one conditional UPDATE: whoever comes second finds it decided. */
async function decide(
  tx: Tx,
  link: LinkRow,
  decision: { status: 'CONFIRMED' | 'REJECTED'; decisionWords?: string },
  { actor, now }: Writing,
): Promise<void> {
  const { id } = link;
  if (statusOf(link, now) === 'EXPIRED') throw failure('REQUEST_EXPIRED');
  const { count } = await tx.accountLink.updateMany({
    where: { id, status: 'PENDING' },
    data: { ...decision, decidedBy: actor, decidedAt: now },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
}

async function requireLink(tx: Tx, id: string): Promise<LinkRow> {
  const link = await findLink(tx, id);
  if (!link) throw failure('NOT_FOUND');
  return link;
}

function tiesOf({ nationalId, healthId, practitionerId, facilityId }: LinkRow): AccountLinks {
  return {
    ...(nationalId !== null && { nationalId }),
    ...(healthId !== null && { healthId }),
    ...(practitionerId !== null && { practitionerId }),
    ...(facilityId !== null && { facilityId }),
  };
}

/**
 * An account is one person's, and stays so. @throws SubgraphError NOT_FOUND for an unknown person; FORBIDDEN for one's own account;
 * CONFLICT for an account that is another's; RECORDS_TOO_UNLIKE where the number and the health ID are of two people
 */
async function checkTies(tx: Tx, account: AccountRow, ties: AccountLinks, actor: Actor): Promise<void> {
  const { nationalId = account.nationalId, healthId = account.healthId } = ties;
  const isOwn =
    account.id === actor.subject ||
    (nationalId !== null && nationalId === actor.nationalId) ||
    (healthId !== null && healthId === actor.healthId);
  if (isOwn) throw failure('FORBIDDEN');
  for (const tie of ['nationalId', 'healthId', 'practitionerId'] as const)
    if (ties[tie] !== undefined && account[tie] !== null && account[tie] !== ties[tie])
      throw failure('CONFLICT', { field: tie });
  const person = nationalId === null ? null : await lockPerson(tx, nationalId);
  if (nationalId !== null && !person) throw failure('NOT_FOUND', { argument: 'nationalId' });
  if (healthId !== null && !(await areOnePerson(tx, person, healthId))) throw failure('RECORDS_TOO_UNLIKE');
}

/** Whether civil registration knows of nobody else with the health ID, and of no other health ID of the person. */
async function areOnePerson(
  tx: Tx,
  person: { nationalId: string; healthId: string | null } | null,
  healthId: string,
): Promise<boolean> {
  if (person && person.healthId !== null) return person.healthId === healthId;
  const holder = await personOfHealthId(tx, healthId);
  return holder === null || holder.nationalId === person?.nationalId;
}
