import { failure } from '@wasl/kit/errors';
import type { ActKind } from '../acts/kinds.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Tx } from './client.ts';
import { checkConsent, consentsById, type NewConsent, recordConsent, withdrawConsent } from './consentStore.ts';
import { addGuardian, checkGuardian } from './guardianStore.ts';
import { checkMerge, checkUnmerge, merge, mergeReviewed, openReview, unmerge } from './merging.ts';
import { requirePatient } from './patientStore.ts';
import { checkLink, link, requireLinked, unlink } from './identifierStore.ts';
import { correct, readCorrection } from './corrections.ts';
import { checkDeath, recordDeath, requireDeath, withdrawDeath } from './deaths.ts';
import { requireAlive } from './life.ts';
import { readSaidPatch } from './demographicColumns.ts';

/** An act as its kind sees it. */
export interface ActSubject {
  healthId: string;
  otherHealthId: string | null;
  input: Record<string, string | null>;
}

/** An act that was confirmed, with what the first registrar saw. */
export interface FiledAct extends ActSubject {
  id: string;
  evidenceKind: string;
  evidenceReference: string | null;
  evidenceWords: string;
}

export interface Performer {
  /** Whether it could be done now; answers a score where records are compared. @throws SubgraphError otherwise */
  check(tx: Tx, act: ActSubject, now: Date): Promise<number | void>;
  /** Does it, and checks again: days may have passed. */
  perform(tx: Tx, act: FiledAct, writing: Writing): Promise<unknown>;
}

const otherOf = ({ otherHealthId }: ActSubject) => otherHealthId ?? '';

/** What each kind of act does. */
export const performers: Record<ActKind, Performer> = {
  LINK_IDENTIFIER: {
    async check(tx, { healthId, input }) {
      const patient = await requirePatient(tx, healthId);
      await checkLink(tx, patient.healthId, identifierIn(input));
    },
    perform: (tx, { healthId, input }, { now }) => link(tx, healthId, identifierIn(input), now),
  },
  UNLINK_IDENTIFIER: {
    async check(tx, { healthId, input }) {
      await requireLinked(tx, healthId, identifierIn(input));
    },
    perform: (tx, { id, healthId, input, evidenceWords }, writing) =>
      unlink(tx, healthId, { ...identifierIn(input), words: evidenceWords, actId: id }, writing),
  },
  CORRECT_PATIENT: {
    async check(tx, act) {
      await readCorrection(tx, correctionIn(act));
    },
    perform: (tx, act, writing) => correct(tx, correctionIn(act), replacementIn(act), writing),
  },
  RECORD_DEATH: {
    async check(tx, { healthId, input }, now) {
      await checkDeath(tx, healthId, input['diedOn'] ?? '', now);
    },
    perform: (tx, act, writing) => recordDeath(tx, act, act.input['diedOn'] ?? '', writing),
  },
  WITHDRAW_DEATH: {
    async check(tx, { healthId }) {
      await requireDeath(tx, healthId);
    },
    perform: (tx, act, writing) => withdrawDeath(tx, act, writing),
  },
  MERGE: {
    async check(tx, act) {
      const reviewId = act.input['reviewId'];
      const pair = reviewId ? await openReview(tx, reviewId) : null;
      // A review whose two records were merged otherwise has closed itself.
      return checkMerge(tx, pair?.right ?? act.healthId, pair?.left ?? otherOf(act));
    },
    perform(tx, act, writing) {
      const reviewId = act.input['reviewId'];
      return reviewId ? mergeReviewed(tx, reviewId, writing) : merge(tx, act.healthId, otherOf(act), writing);
    },
  },
  UNMERGE: {
    async check(tx, { healthId }) {
      await checkUnmerge(tx, healthId);
    },
    perform: (tx, { healthId }, writing) => unmerge(tx, healthId, writing),
  },
  ADD_GUARDIAN: {
    check: (tx, act, now) => checkGuardian(tx, otherOf(act), act.healthId, now),
    perform: (tx, act, writing) =>
      addGuardian(tx, { guardianId: otherOf(act), dependantId: act.healthId, actId: act.id }, writing),
  },
  RECORD_CONSENT: {
    async check(tx, { healthId, input }, now) {
      requireAlive(await requirePatient(tx, healthId));
      await checkConsent(tx, readConsent(input), now);
    },
    perform: (tx, { healthId, input }, writing) => recordConsent(tx, healthId, readConsent(input), writing),
  },
  WITHDRAW_CONSENT: {
    async check(tx, { input }) {
      const [directive] = await consentsById(tx, [input['consentId'] ?? '']);
      if (!directive || directive.withdrawnAt !== null) throw failure('NOT_FOUND');
    },
    perform: (tx, { input }, writing) => withdrawConsent(tx, input['consentId'] ?? '', writing),
  },
};

function identifierIn(input: ActSubject['input']) {
  return { issuer: input['issuer'] ?? '', value: input['value'] ?? '' };
}

/** What is to be corrected stands in the act by its columns, beside the version and the reason. */
function correctionIn({ healthId, input }: ActSubject) {
  return { healthId, version: Number(input['version']), patch: readSaidPatch(input) };
}

function replacementIn({ id, input, evidenceKind, evidenceReference, evidenceWords }: FiledAct) {
  return { reason: input['reason'] ?? 'OTHER', words: evidenceWords, evidenceKind, evidenceReference, actId: id };
}

/** A consent in the words of an act's input, which is JSON. */
export function consentInput({
  decision,
  category,
  facilityId,
  role,
  until,
}: NewConsent): Record<string, string | null> {
  const scope = { category: category ?? null, facilityId: facilityId ?? null, role: role ?? null };
  return { decision, ...scope, until: until?.toISOString() ?? null };
}

function readConsent(input: Record<string, string | null>): NewConsent {
  const { decision, category, facilityId, role, until } = input;
  const scope = { category: category ?? null, facilityId: facilityId ?? null, role: role ?? null };
  return { decision: decision ?? 'DENY', ...scope, until: until ? new Date(until) : null };
}
