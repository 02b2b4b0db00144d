import { type Actor as ActorRow, readActor } from '@wasl/kit/actor';
import { changesOfAct } from './versions.ts';
import type { HealthIdContext } from '../context.ts';
import type { NoticeContent } from '../notices/content.ts';
import { noticeText } from '../notices/texts.ts';
import { inputOf, type RegistrarAct as ActRow, statusOf } from '../stores/acts.ts';
import { type GlassSession, isOpen } from '../stores/glassStore.ts';
import type { Notice as NoticeRow } from '../stores/noticeStore.ts';
import type { PartedMerge as PartedRow } from '../stores/partedMerges.ts';
import type { ReturnReview as ReturnRow } from '../stores/returns.ts';

/** Who did something. */
export const Actor = {
  account: ({ subject }: ActorRow) => subject,
  practitioner: ({ practitionerId }: ActorRow, _: unknown, { loaders }: HealthIdContext) =>
    practitionerId === undefined ? null : loaders.practitioner.load(practitionerId),
  facility: ({ facilityId }: ActorRow, _: unknown, { loaders }: HealthIdContext) =>
    facilityId === undefined ? null : loaders.facility.load(facilityId),
};

export const Notice = {
  by: ({ actor }: NoticeRow) => readActor(actor),
  async text({ kind, details }: NoticeRow, _: unknown, { loaders }: HealthIdContext) {
    const content = { ...(details as object), kind } as NoticeContent;
    const facility = 'facilityId' in content ? await loaders.facility.load(content.facilityId) : null;
    return noticeText(content, (id) => ({ ar: facility?.nameAr ?? id, en: facility?.nameEn ?? id }));
  },
};

export const RegistrarAct = {
  status: (act: ActRow, _: unknown, { now }: HealthIdContext) => statusOf(act, now),
  patient: ({ healthId }: ActRow, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(healthId),
  other: ({ otherHealthId }: ActRow, _: unknown, { loaders }: HealthIdContext) =>
    otherHealthId === null ? null : loaders.patient.load(otherHealthId),
  changes: (act: ActRow) => changesOfAct(inputOf(act)),
  diedOn: (act: ActRow) => inputOf(act)['diedOn'] ?? null,
  identifier(act: ActRow) {
    const { issuer, value } = inputOf(act);
    return issuer && value ? { issuer, value } : null;
  },
  async consent(act: ActRow, _: unknown, { loaders }: HealthIdContext) {
    const { consentId, decision, ...scope } = inputOf(act);
    if (consentId) return loaders.consent.load(consentId);
    return decision ? { id: act.id, decision, ...scope, recordedActor: act.requestedBy, withdrawnBy: null } : null;
  },
  evidence: ({ evidenceKind, evidenceReference, evidenceWords }: ActRow) => ({
    kind: evidenceKind,
    reference: evidenceReference,
    words: evidenceWords,
  }),
  requestedBy: ({ requestedBy }: ActRow) => readActor(requestedBy),
  decidedBy: ({ decidedBy }: ActRow) => readActor(decidedBy),
};

export const ReturnReview = {
  survivor: ({ survivorId }: ReturnRow, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(survivorId),
  restored: ({ restoredId }: ReturnRow, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(restoredId),
  facility: ({ facilityId }: ReturnRow, _: unknown, { loaders }: HealthIdContext) =>
    facilityId === null ? null : loaders.facility.load(facilityId),
  async consent({ kind, rowId }: ReturnRow, _: unknown, { loaders }: HealthIdContext) {
    return kind === 'CONSENT' ? loaders.consent.load(rowId) : null;
  },
  identifier({ kind, rowId }: ReturnRow) {
    if (kind !== 'IDENTIFIER') return null;
    const [issuer, value] = JSON.parse(rowId) as [string, string];
    return { issuer, value };
  },
  changes: ({ changes }: ReturnRow) => changesOfAct((changes ?? {}) as Record<string, string | null>),
  decidedBy: ({ decidedBy }: ReturnRow) => readActor(decidedBy),
};

export const PartedMerge = {
  survivor: ({ survivorIds, intoHealthId }: PartedRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.patient.load(survivorIds.at(-1) ?? intoHealthId),
  restored: ({ fromHealthId }: PartedRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.patient.load(fromHealthId),
  partedAt: ({ undoneAt }: PartedRow) => undoneAt,
};

export const BreakGlassSession = {
  __resolveReference: ({ id }: { id: string }, { loaders }: HealthIdContext) => loaders.ownGlassSession(id),
  about: ({ healthId }: GlassSession) => ({ healthId }),
  patient: ({ healthId }: GlassSession, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(healthId),
  isConfirmed: ({ openedAt }: GlassSession) => openedAt !== null,
  isOpen: (session: GlassSession, _: unknown, { now }: HealthIdContext) => isOpen(session, now),
  by: ({ actor }: GlassSession) => readActor(actor),
  facility: ({ facilityId }: GlassSession, _: unknown, { loaders }: HealthIdContext) =>
    loaders.facility.load(facilityId),
  endedBy: ({ endedBy }: GlassSession) => readActor(endedBy),
  reviewedBy: ({ reviewedBy }: GlassSession) => readActor(reviewedBy),
};
