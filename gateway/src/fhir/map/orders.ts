import type { Fhir, Resource } from '../exchange.ts';
import { coding, systems } from '../systems.ts';
import {
  concept,
  dateTime,
  type Display,
  type FacilityRow,
  facilityReference,
  type MapContext,
  metaOf,
  patientReference,
  type PractitionerRow,
  practitionerReference,
  systemOf,
} from './parts.ts';

interface TestRow {
  code: string;
  display?: Display | null;
}

export interface OrderRow {
  id: string;
  status?: 'ACTIVE' | 'COMPLETED' | 'REVOKED' | null;
  priority?: string | null;
  tests?: TestRow[] | null;
  /** Who ordered. */
  author?: PractitionerRow | null;
  facility?: FacilityRow | null;
  orderedAt?: string | null;
  reasonCode?: string | null;
  reason?: string | null;
  encounter?: { id: string } | null;
  version?: number | null;
  recordedAt?: string | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
}

/** The order that a result or report answers, where the reader may see it. */
export interface BasedOnRow {
  id: string;
  tests?: { code: string }[] | null;
}

/** SNOMED CT, as FHIR's own examples categorise what a laboratory is asked for. */
const laboratory = coding(systems.snomed, '108252007', 'Laboratory procedure');

/** A request for each test, as FHIR wants it: their `requisition` says that they were ordered together. */
export function serviceRequests(row: OrderRow, context: MapContext): Resource[] {
  const { language } = context;
  return (row.tests ?? []).map((test) => ({
    resourceType: 'ServiceRequest',
    id: requestId(row.id, test.code),
    meta: metaOf({
      version: row.version ?? null,
      recordedAt: row.recordedAt ?? null,
      confidentiality: row.confidentiality ?? null,
      sensitivities: row.sensitivities ?? null,
    }),
    requisition: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${row.id}` },
    status: row.status?.toLowerCase() ?? 'unknown',
    intent: 'order',
    category: [{ coding: [laboratory] }],
    priority: row.priority?.toLowerCase(),
    code: concept(systemOf(test.code, 'loinc'), test, language),
    subject: patientReference(context),
    encounter: row.encounter ? { reference: `Encounter/${row.encounter.id}` } : undefined,
    authoredOn: dateTime(row.orderedAt),
    requester: practitionerReference(row.author, language),
    performer: row.facility ? [facilityReference(row.facility, language)] : [],
    reasonCode: reasonOf(row),
  }));
}

function reasonOf({ reasonCode, reason }: OrderRow): Fhir[] {
  if (reasonCode == null && reason == null) return [];
  const system = reasonCode == null ? undefined : systemOf(reasonCode, 'icd10');
  return [{ coding: system === undefined ? [] : [coding(system, reasonCode ?? '')], text: reason ?? reasonCode }];
}

/** What a result of a code answers: its own request of the order, else all of them. */
export function basedOnOf(order: BasedOnRow | null | undefined, code: string | null | undefined): Fhir[] {
  const tests = order?.tests ?? [];
  const own = tests.filter((test) => test.code === code);
  return (own.length > 0 ? own : tests).map((test) => ({
    reference: `ServiceRequest/${requestId(order?.id ?? '', test.code)}`,
  }));
}

function requestId(orderId: string, code: string): string {
  return `${orderId}.${code}`;
}

/** The order that a request is of, by the request's id; null for what is no such id. */
export function orderOf(id: string): string | null {
  const end = id.indexOf('.');
  return end === -1 ? null : id.slice(0, end);
}
