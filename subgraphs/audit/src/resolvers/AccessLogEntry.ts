import type { AuditContext } from '../context.ts';
import { sayAccess } from '../sentences.ts';
import type { AccessEntry } from '../stores/accessLogStore.ts';

export const AccessLogEntry = {
  id: ({ chain, sequence }: AccessEntry) => `${chain}:${sequence}`,
  at: ({ event }: AccessEntry) => new Date(event.at),
  action: ({ event }: AccessEntry) => event.action.toUpperCase(),
  outcome: ({ event, isWithheld }: AccessEntry) => (isWithheld ? 'WITHHELD' : event.outcome.toUpperCase()),
  sentenceEn: (entry: AccessEntry) => sayAccess(entry, 'en'),
  sentenceAr: (entry: AccessEntry) => sayAccess(entry, 'ar'),
  subject: ({ event }: AccessEntry) => event.caller.subject ?? null,
  name: ({ event }: AccessEntry) => event.caller.name ?? null,
  practitioner: ({ event: { caller } }: AccessEntry) =>
    caller.practitionerId === undefined ? null : { id: caller.practitionerId },
  role: ({ event }: AccessEntry) => event.role ?? null,
  facility: ({ event }: AccessEntry) => (event.facilityId === undefined ? null : { id: event.facilityId }),
  purpose: ({ event }: AccessEntry) => event.purpose ?? null,
  categories: ({ event }: AccessEntry) => event.categories,
  consulted: ({ event }: AccessEntry) => event.consulted ?? [],
  fields: ({ event }: AccessEntry) => event.fields,
  ground: ({ event }: AccessEntry) => event.ground ?? null,
  policy: ({ event }: AccessEntry) => event.policy ?? null,
  code: ({ event }: AccessEntry) => event.code ?? null,
  proof: (entry: AccessEntry, _: unknown, { loaders }: AuditContext) => loaders.proofOf(entry),
};
