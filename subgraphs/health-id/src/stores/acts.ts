import { failure } from '@wasl/kit/errors';
import { type Page, readUuidPosition } from '@wasl/kit/pagination';
import { isUuid } from '@wasl/kit/uuid';
import type { RegistrarAct } from '@wasl/prisma/health-id/generated/client.ts';
import { type Evidence, readEvidence } from '@wasl/kit/evidence';
import type { ActKind } from '../acts/kinds.ts';
import { isSamePerson, readActor, type Writing } from '@wasl/kit/actor';
import { readWords } from '@wasl/kit/readWords';
import { performers } from './actPerformers.ts';
import type { Reader, Tx } from './client.ts';
import { keepFromMerging, lockMerges } from './mergeLock.ts';
import { tell } from './noticeStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';

export type { RegistrarAct } from '@wasl/prisma/health-id/generated/client.ts';

/** For how long an act waits for its second registrar. */
const waitsDays = 7;
const dayMs = 86_400_000;

/** What a registrar asks for. */
export interface NewAct {
  kind: ActKind;
  /** Whose record it changes, as named. */
  healthId: string;
  /** The other record, of a merge or a guardianship. */
  otherHealthId?: string;
  /** What else the kind needs: see actPerformers.ts. */
  input?: Record<string, string | null>;
  evidence: Evidence;
}

export type ActStatus = 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'EXPIRED';

/** Where an act stands: one that nobody decided in its time has expired. */
export function statusOf({ status, expiresAt }: RegistrarAct, now: Date): ActStatus {
  return status === 'PENDING' && expiresAt.getTime() <= now.getTime() ? 'EXPIRED' : (status as ActStatus);
}

/**
 * Files an act for a second registrar, if it could be done now; the patients are told. Nothing is done yet.
 * @throws SubgraphError BAD_USER_INPUT for poor evidence, FORBIDDEN for one's own record, and what the kind's check throws
 */
export async function requestAct(tx: Tx, act: NewAct, writing: Writing): Promise<string> {
  const { actor, now } = writing;
  const { kind, healthId, otherHealthId = null, input = {} } = act;
  const evidence = readEvidence(act.evidence);
  const subject = { kind, healthId, otherHealthId, input };
  await refuseOwnRecord(tx, peopleOf(subject), actor);
  const score = await performers[kind].check(tx, subject, now);
  const expiresAt = new Date(now.getTime() + waitsDays * dayMs);
  const requested = { requestedBy: actor, requestedAt: now, expiresAt, score: score ?? null };
  const { id } = await tx.registrarAct.create({ data: { ...subject, ...evidence, ...requested } });
  await tell(tx, peopleOf(subject), { kind: 'ACT_REQUESTED', act: kind, until: expiresAt.toISOString() }, writing);
  return id;
}

/**
 * Confirms an act as the second person, and does it. Of several who confirm or reject at once, one does.
 * @throws SubgraphError NOT_FOUND, SECOND_PERSON_NEEDED, FORBIDDEN for one's own record, REQUEST_EXPIRED, ALREADY_DECIDED, and
 * what the kind throws where the records have changed meanwhile: the act then waits on
 */
export async function confirmAct(tx: Tx, id: string, writing: Writing): Promise<string> {
  const filed = await requireAct(tx, id);
  // Before anything is written: who waits for the lock with rows in hand, and who waits for the rows with the lock, would wait for ever.
  await (isOfMerges(filed) ? lockMerges(tx) : keepFromMerging(tx, peopleOf(filed)));
  const act = await requireAct(tx, id);
  const requester = readActor(act.requestedBy);
  if (requester === null || isSamePerson(requester, writing.actor)) throw failure('SECOND_PERSON_NEEDED');
  await refuseOwnRecord(tx, peopleOf(act), writing.actor);
  await decide(tx, act, 'CONFIRMED', null, writing);
  await performers[act.kind as ActKind].perform(tx, { ...act, input: inputOf(act) }, writing);
  await tell(tx, peopleOf(act), { kind: 'ACT_CONFIRMED', act: act.kind as ActKind }, writing);
  return id;
}

/**
 * Rejects an act; its own requester may too. @throws SubgraphError NOT_FOUND, FORBIDDEN for one's own record, REQUEST_EXPIRED,
 * ALREADY_DECIDED, BAD_USER_INPUT
 */
export async function rejectAct(tx: Tx, id: string, text: string, writing: Writing): Promise<string> {
  const words = readWords('words', text, 5);
  await keepFromMerging(tx, []);
  const act = await requireAct(tx, id);
  await refuseOwnRecord(tx, peopleOf(act), writing.actor);
  await decide(tx, act, 'REJECTED', words, writing);
  await tell(tx, peopleOf(act), { kind: 'ACT_REJECTED', act: act.kind as ActKind }, writing);
  return id;
}

/** Claims an act by one conditional UPDATE: whoever comes second finds it decided. */
async function decide(
  tx: Tx,
  act: RegistrarAct,
  status: 'CONFIRMED' | 'REJECTED',
  decisionWords: string | null,
  { actor, now }: Writing,
): Promise<void> {
  const { id } = act;
  if (statusOf(act, now) === 'EXPIRED') throw failure('REQUEST_EXPIRED');
  const { count } = await tx.registrarAct.updateMany({
    where: { id, status: 'PENDING' },
    data: { status, decidedBy: actor, decidedAt: now, decisionWords },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
}

/** One page of the acts that stand so, by ID. */
export function listActs(db: Reader, status: ActStatus, page: Page, now: Date): Promise<RegistrarAct[]> {
  const after = readUuidPosition(page);
  const stored = status === 'EXPIRED' ? 'PENDING' : status;
  const time = stored !== 'PENDING' ? {} : { expiresAt: status === 'EXPIRED' ? { lte: now } : { gt: now } };
  return db.registrarAct.findMany({
    where: { status: stored, ...time, ...(after !== null && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: page.first + 1,
  });
}

/** An act, decided or not; null where there is none. */
export function findAct(db: Reader, id: string): Promise<RegistrarAct | null> {
  return isUuid(id) ? db.registrarAct.findFirst({ where: { id } }) : Promise.resolve(null);
}

/** What else an act needs, as it was stored. */
export function inputOf({ input }: RegistrarAct): Record<string, string | null> {
  return input as Record<string, string | null>;
}

async function requireAct(tx: Tx, id: string): Promise<RegistrarAct> {
  const act = await findAct(tx, id);
  if (!act) throw failure('NOT_FOUND');
  return act;
}

const isOfMerges = ({ kind }: RegistrarAct) => kind === 'MERGE' || kind === 'UNMERGE';

interface Concerned {
  healthId: string;
  otherHealthId: string | null;
}

const peopleOf = ({ healthId, otherHealthId }: Concerned) => (otherHealthId ? [healthId, otherHealthId] : [healthId]);
