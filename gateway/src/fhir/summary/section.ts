import type { GraphQLFormattedError } from 'graphql';
import type { Fhir, Resource } from '../exchange.ts';
import { absenceOf, errorsAt } from '../graphErrors.ts';
import type { MapContext } from '../map/parts.ts';
import { coding, systems } from '../systems.ts';
import { narrative } from './narrative.ts';
import { type EmptyReason, emptyTexts, type SectionKind } from './sections.ts';

/** That nothing is recorded does not say that there is nothing. */
const nothingRecorded: EmptyReason = 'notasked';

/** A section with the resources that it names. */
export interface Section {
  section: Fhir;
  resources: Resource[];
  rows: unknown[];
}

/**
 * A section of the summary; undefined for one that is empty and need not be there. What may not be seen or could not be asked is never
 * told as "none".
 */
export function sectionOf(
  kind: SectionKind,
  patient: Record<string, unknown>,
  errors: readonly GraphQLFormattedError[],
  context: MapContext,
): Section | undefined {
  const found = rowsAt(patient, kind.path);
  const absent = whyAbsent(found, errorsAt(errors, ['patient', ...kind.path]), kind.path.length);
  const rows = (found ?? []).filter((row) => row !== null && kind.isShown(row));
  const resources = rows.map((row) => kind.resourceOf(row as never, context));
  const emptyReason = resources.length > 0 ? undefined : (absent ?? nothingRecorded);
  if (emptyReason === nothingRecorded && !kind.isRequired) return undefined;
  const { language } = context;
  const lines = [
    ...resources.map((resource) => lineOf(resource)),
    ...(emptyReason ? [emptyTexts[emptyReason][language]] : []),
    ...(absent && !emptyReason ? [emptyTexts.gaps[language]] : []),
  ];
  const section: Fhir = {
    title: kind.title[language],
    code: { coding: [coding(systems.loinc, kind.code, kind.display)] },
    text: narrative(lines, language),
    ...(emptyReason
      ? { emptyReason: { coding: [coding(systems.emptyReason, emptyReason)], text: emptyTexts[emptyReason][language] } }
      : { entry: resources.map(({ resourceType, id }) => ({ reference: `${resourceType}/${id}` })) }),
  };
  return { section, resources, rows };
}

/** The rows at a path; undefined where something above them is missing. */
function rowsAt(patient: Record<string, unknown>, path: readonly string[]): unknown[] | undefined {
  let part: unknown = patient;
  for (const name of path) part = (part as Record<string, unknown> | null | undefined)?.[name];
  return Array.isArray(part) ? part : undefined;
}

/** Why the list, or an item of it, is missing. A system that is down counts more than what is withheld: it may hold anything. */
function whyAbsent(
  rows: readonly unknown[] | undefined,
  errors: readonly GraphQLFormattedError[],
  depth: number,
): EmptyReason | undefined {
  // What is missing within an item that is there, such as the name of a facility, is no gap of the list.
  const missing = errors.filter(({ path = [] }) => {
    const index = path[depth + 1];
    return typeof index !== 'number' || rows?.[index] == null;
  });
  const reasons = missing.map(absenceOf);
  if (reasons.includes('unavailable')) return 'unavailable';
  if (reasons.includes('withheld')) return 'withheld';
  return rows === undefined ? 'unavailable' : undefined;
}

/** What a resource is, in a line: its name, what else matters, and its day. */
function lineOf(resource: Resource): string {
  const code = (resource['code'] ?? resource['vaccineCode'] ?? resource['medicationCodeableConcept']) as
    Fhir | undefined;
  const quantity = resource['valueQuantity'] as { value?: number; unit?: string } | undefined;
  const [dosage] = (resource['dosage'] ?? []) as { text?: string }[];
  const [reaction] = (resource['reaction'] ?? []) as { manifestation?: { text?: string }[] }[];
  const said = [
    code?.['text'],
    quantity && `${quantity.value} ${quantity.unit ?? ''}`.trim(),
    dosage?.text,
    reaction?.manifestation?.[0]?.text,
    dayOf(resource),
  ];
  return said.filter(Boolean).join(' · ');
}

function dayOf(resource: Resource): string | undefined {
  for (const name of [
    'onsetDateTime',
    'occurrenceDateTime',
    'performedDateTime',
    'effectiveDateTime',
    'dateAsserted',
  ]) {
    const value = resource[name];
    if (typeof value === 'string') return value.slice(0, 10);
  }
  return undefined;
}
