import { fhirAuditEvent } from '../../audit/export/fhirAuditEvent.ts';
import type { Resource } from '../exchange.ts';
import { textIn } from './parts.ts';
import type { MapContext } from './parts.ts';

/** An entry of the access log, as the graph tells it. */
export interface AccessLogRow {
  id: string;
  at: string;
  action: 'READ' | 'WRITE';
  outcome: 'RELEASED' | 'REFUSED' | 'INTENDED' | 'DONE' | 'FAILED' | 'WITHHELD';
  sentenceEn?: string | null;
  sentenceAr?: string | null;
  subject?: string | null;
  name?: string | null;
  practitioner?: { id: string } | null;
  role?: string | null;
  facility?: { id: string } | null;
  purpose?: string | null;
  categories?: string[] | null;
  consulted?: string[] | null;
  fields?: string[] | null;
  ground?: string | null;
  policy?: string | null;
  code?: string | null;
}

/** The same shape as an exported event has, with the sentence that patients read as its text. */
export function auditEvent(row: AccessLogRow, { healthId, language }: MapContext): Resource {
  const isWithheld = row.outcome === 'WITHHELD';
  const event = fhirAuditEvent(
    {
      at: row.at,
      action: row.action === 'READ' ? 'read' : 'write',
      outcome: outcomes[row.outcome],
      caller: {
        subject: row.subject ?? undefined,
        name: row.name ?? undefined,
        practitionerId: row.practitioner?.id,
      },
      patient: healthId,
      role: row.role ?? undefined,
      facilityId: row.facility?.id,
      purpose: row.purpose ?? undefined,
      categories: row.categories ?? [],
      consulted: row.consulted ?? [],
      fields: row.fields ?? [],
      ground: row.ground ?? undefined,
      policy: row.policy ?? undefined,
      code: row.code ?? undefined,
    },
    undefined,
    isWithheld,
  );
  const sentence = textIn(language, { ar: row.sentenceAr ?? null, en: row.sentenceEn ?? null });
  return { ...event, resourceType: 'AuditEvent', id: idOf(row.id), outcomeDesc: row.code ?? sentence };
}

const outcomes = {
  RELEASED: 'released',
  REFUSED: 'refused',
  INTENDED: 'intended',
  DONE: 'done',
  FAILED: 'failed',
  // It was to be released, and did not leave.
  WITHHELD: 'released',
} as const;

/** The entry of the access log that an event is, by the event's id; null for what is no such id. */
export function entryOf(id: string): string | null {
  const [, chain, sequence] = /^([\da-f-]{36})-(\d{1,15})$/.exec(id) ?? [];
  return chain === undefined ? null : `${chain}:${sequence}`;
}

/** FHIR's ids have neither colons nor slashes. */
function idOf(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9\-.]/g, '-').slice(0, 64);
}
