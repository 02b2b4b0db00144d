import { failure } from '@wasl/kit/errors';
import type { ActKind } from '../acts/kinds.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Tx } from './client.ts';
import { checkConsent, consentsById, type NewConsent, recordConsent, withdrawConsent } from './consentStore.ts';
import { addGuardian, checkGuardian } from './guardianStore.ts';
import { checkMerge, checkUnmerge, merge, openReview, unmerge } from './merging.ts';
import { requirePatient } from './patientStore.ts';
import { checkLink, link } from './registration.ts';

/** An act as its kind sees it. */
export interface ActSubject {
  healthId: string;
  otherHealthId: string | null;
  input: Record<string, string | null>;
}

export interface Performer {
  /** Whether it could be done now; answers a score where records are compared. @throws SubgraphError otherwise */
  check(tx: Tx, act: ActSubject, now: Date): Promise<number | void>;
  /** Does it, and checks again: days may have passed. */
  perform(tx: Tx, act: ActSubject & { id: string }, writing: Writing): Promise<unknown>;
}

const otherOf = ({ otherHealthId }: ActSubject) => otherHealthId ?? '';

/** What each kind of act does. */
export const performers: Record<ActKind, Performer> = {
  LINK_IDENTIFIER: {
    async check(tx, { healthId, input }) {
      const patient = await requirePatient(tx, healthId);
      await checkLink(tx, patient.healthId, { issuer: input['issuer'] ?? '', value: input['value'] ?? '' });
    },
    perform: (tx, { healthId, input }, { now }) =>
      link(tx, healthId, { issuer: input['issuer'] ?? '', value: input['value'] ?? '' }, now),
  },
  MERGE: {
    async check(tx, act) {
      const reviewId = act.input['reviewId'];
      const pair = reviewId ? await openReview(tx, reviewId) : null;
      // A review whose two records were merged otherwise has closed itself.
      return checkMerge(tx, pair?.right ?? act.healthId, pair?.left ?? otherOf(act));
    },
    async perform(tx, act, writing) {
      const reviewId = act.input['reviewId'];
      const pair = reviewId ? await openReview(tx, reviewId) : null;
      return merge(tx, pair?.right ?? act.healthId, pair?.left ?? otherOf(act), writing);
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
      await requirePatient(tx, healthId);
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
