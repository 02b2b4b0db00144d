import { randomUUID } from 'node:crypto';
import type { Language } from '@wasl/schema/errors.ts';
import type { AskGraph } from '../askGraph.ts';
import { entryOf } from '../bundle.ts';
import { hasToken } from '../callerHints.ts';
import type { Fhir, FhirAnswer, FhirRequest, Resource } from '../exchange.ts';
import { dateTime } from '../map/parts.ts';
import { operations } from '../operations.ts';
import { refuseField } from '../outcome.ts';
import { patientIn } from '../readPatient.ts';
import { referencedBy } from '../referenced.ts';
import { readParameters, requireHealthId } from '../search/parameters.ts';
import { coding, systems } from '../systems.ts';
import { narrative } from './narrative.ts';
import { type Section, sectionOf } from './section.ts';
import { sectionKinds } from './sections.ts';

const title: Readonly<Record<Language, string>> = {
  en: 'International Patient Summary',
  ar: 'ملخص المريض الدولي',
};

/** Wasl itself: it put the document together. */
const device: Resource = {
  resourceType: 'Device',
  id: 'wasl',
  deviceName: [{ name: 'Wasl', type: 'user-friendly-name' }],
};

/** `Patient/{id}/$summary`: an International Patient Summary as a document. @throws WaslError or Refused */
export async function summary(healthId: string, request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  const { language, baseUrl } = request;
  readParameters(request, []);
  const { data, errors } = await ask(operations.summary, { healthId: requireHealthId(healthId) });
  const patient = patientIn(data, errors, language);
  if ('error' in patient) return refuseField(patient.error, hasToken(request), language);
  const context = { healthId: patient.row.healthId, language };
  const sections = sectionKinds.flatMap((kind) => {
    const found = sectionOf(kind, data['patient'] as Record<string, unknown>, errors, context);
    return found ? [found] : [];
  });
  const at = dateTime(new Date().toISOString());
  const composition = compositionOf(patient.resource, sections, at, language);
  const rows = [patient.row, ...sections.flatMap((section) => section.rows)];
  const resources = [
    composition,
    { ...patient.resource, text: narrative([nameOf(patient.resource)], language) },
    device,
    ...sections.flatMap((section) => section.resources),
    ...referencedBy(rows, language),
  ];
  const bundle: Fhir = {
    resourceType: 'Bundle',
    language,
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` },
    type: 'document',
    timestamp: at,
    entry: resources.map((resource) => entryOf(resource, baseUrl)),
  };
  return { status: 200, resource: bundle };
}

function compositionOf(
  patient: Resource,
  sections: readonly Section[],
  at: string | undefined,
  language: Language,
): Resource {
  return {
    resourceType: 'Composition',
    id: randomUUID(),
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips'] },
    language,
    text: narrative([title[language], nameOf(patient)], language),
    status: 'final',
    type: { coding: [coding(systems.loinc, '60591-5', 'Patient summary Document')] },
    subject: { reference: `Patient/${patient.id}` },
    date: at,
    author: [{ reference: 'Device/wasl' }],
    title: title[language],
    confidentiality: strictest(sections),
    section: sections.map(({ section }) => section),
  };
}

/** Confidentiality, lowest first: a document is as confidential as the strictest part of it. */
const order = ['U', 'L', 'M', 'N', 'R', 'V'];

function strictest(sections: readonly Section[]): string {
  const said = sections
    .flatMap(({ rows }) => rows)
    .map((row) => order.indexOf((row as { confidentiality?: string }).confidentiality ?? 'N'));
  return order[Math.max(order.indexOf('N'), ...said)] ?? 'N';
}

function nameOf(patient: Resource): string {
  const names = patient['name'] as ({ text?: string } | undefined)[];
  return names.find((name) => name?.text !== undefined)?.text ?? patient.id;
}
