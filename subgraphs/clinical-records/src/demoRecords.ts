import type { DemoPerson } from '@wasl/demo/population';
import { demoRecordId } from '@wasl/demo/stableUuid';
import { immunizationsOf } from '@wasl/demo/story/childhood';
import type { DemoEntry, EntryKind, Words } from '@wasl/demo/story/entries';
import { storyOf } from '@wasl/demo/story/story';
import type { CodeSystem } from '@wasl/terminology/codeSystems';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { joinLabels, labelsOfNew, type RecordLabels } from '@wasl/terminology/recordLabels';
import { terminology } from '@wasl/terminology/terminology';
import { ordersIn } from './demoOrders.ts';
import { kinds } from './kinds.ts';
import { meaningOf } from './meaningOf.ts';

/** The columns of a demo record, in the order of its row. */
export const recordColumns =
  'id,kind,health_id,version,status,code,display_ar,display_en,effective_at,author_id,facility_id,confidentiality,sensitivities,recorded_at,content,encounter_id'.split(
    ',',
  );

/** The rows of an invented person's record: what the story tells, with the lists' texts and units and the labels that follow. */
export function recordsOf(person: DemoPerson): unknown[][] {
  return demoRowsOf(person).records;
}

/** What is stored of a person: records, and which of them wait on a worklist. */
export function demoRowsOf(person: DemoPerson): { records: unknown[][]; waiting: unknown[][] } {
  const entries = [...storyOf(person).entries, ...immunizationsOf(person)];
  const ids = new Map(
    entries.map((entry, place) => [entry, demoRecordId(person.index, place, kinds[entry.kind].type)]),
  );
  const idOf = (entry: DemoEntry) => ids.get(entry) ?? '';
  const orders = ordersIn(person, entries, { idOf, textOf, labelsOf });
  const records = entries.map((entry) => {
    const { ar, en } = textOf(entry);
    const { confidentiality, sensitivities } = joinLabels(labelsOf(entry), ...(entry.results ?? []).map(labelsOf));
    const origin = [entry.at, entry.authorId, entry.facilityId];
    const resultIds = entry.results?.map(idOf);
    const basedOnId = orders.answered.get(entry);
    const links = { ...(resultIds && { resultIds }), ...(basedOnId !== undefined && { basedOnId }) };
    const content = { ...entry.content, ...unitOf(entry), ...links };
    const status = entry.isOver ? 'RESOLVED' : 'ACTIVE';
    const head = [idOf(entry), entry.kind, person.healthId, 1, status, entry.code, ar, en];
    const visitId = entry.visit ? idOf(entry.visit) : null;
    return [...head, ...origin, confidentiality, sensitivities, entry.recordedAt, content, visitId];
  });
  return { records: [...records, ...orders.records], waiting: orders.waiting };
}

const unknown = { ar: '', en: '' };
const texts = new Map<string, Words>();
const systems: Partial<Record<EntryKind, CodeSystem>> = {
  ENCOUNTER: 'icd-10',
  CONDITION: 'icd-10',
  OBSERVATION: 'loinc',
  DIAGNOSTIC_REPORT: 'loinc',
  DOCUMENT_REFERENCE: 'loinc',
  ALLERGY_INTOLERANCE: 'atc',
  IMMUNIZATION: 'cvx',
};

/** The words of an entry, or the list's: looked up once for all who have the same. */
function textOf({ kind, code, about, words }: DemoEntry): Words {
  if (words) return words;
  const system = systems[kind];
  const key = `${kind} ${about ?? code}`;
  const known = texts.get(key);
  if (known || system === undefined) return known ?? unknown;
  const found = terminology.lookUp(system, about ?? code);
  const text = found.status === 'known' ? { ar: found.concept.ar, en: found.concept.en } : unknown;
  texts.set(key, text);
  return text;
}

function unitOf({ kind, code, content }: DemoEntry): { unit: string } | undefined {
  const unit = kind === 'OBSERVATION' && content?.['value'] !== undefined ? laboratoryTest(code)?.unit : undefined;
  return unit === undefined ? undefined : { unit };
}

const judged = new Map<string, RecordLabels>();

/** Judged once for all who have the same: the demo's events are few. */
function labelsOf(entry: DemoEntry): RecordLabels {
  const { kind, code, content, asked } = entry;
  const { ar, en } = textOf(entry);
  const key = [kind, code, en, content?.['department'], content?.['conclusion'], content?.['text'], asked].join('|');
  const found = judged.get(key) ?? labelsFor(entry, ar, en);
  judged.set(key, found);
  return found;
}

function labelsFor({ kind, code, content, asked, about }: DemoEntry, ar: string, en: string): RecordLabels {
  const written = meaningOf(kind, { ...content, code, displayAr: ar, displayEn: en });
  // A visit is as sensitive as what it is about.
  const reason =
    kind === 'ENCOUNTER' && about !== undefined
      ? meaningOf('CONDITION', { code: about, displayAr: ar, displayEn: en })
      : written;
  return labelsOfNew(joinLabels(written, reason), { sensitivities: asked });
}
