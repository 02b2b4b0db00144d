import { addDays } from '@wasl/demo/days';
import { type DemoPerson, demoToday } from '@wasl/demo/population';
import { stableUuid } from '@wasl/demo/stableUuid';
import type { DemoEntry, Words } from '@wasl/demo/story/entries';
import { withMark } from '@wasl/kit/markedUuid';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { joinLabels, labelsOfNew, type RecordLabels } from '@wasl/terminology/recordLabels';
import { terminology } from '@wasl/terminology/terminology';
import { type OrderContent, type OrderedTest, priorities } from './laboratoryOrder.ts';
import { meaningOf } from './meaningOf.ts';

/** The columns of the worklist, in the order of a waiting order's row. */
export const waitingColumns = ['record_id', 'facility_id', 'rank', 'ordered_at'];

/** How the records of the same story are stored. */
export interface Stored {
  idOf(entry: DemoEntry): string;
  textOf(entry: DemoEntry): Words;
  labelsOf(entry: DemoEntry): RecordLabels;
}

interface Orders {
  /** Rows as of `recordColumns`. */
  records: unknown[][];
  waiting: unknown[][];
  /** The order that an entry answers. */
  answered: Map<DemoEntry, string>;
}

/** One in so many of those who were at a facility lately waits for results. */
const oneWaitsIn = 12;
const lately = addDays(demoToday, -60);
/** Blood count, fasting glucose, creatinine. */
const usual = ['718-7', '1558-6', '2160-0'];

/** The orders behind the laboratory results of a story, and of some who were seen lately one that waits. */
export function ordersIn(person: DemoPerson, entries: readonly DemoEntry[], stored: Stored): Orders {
  const orders: Orders = { records: [], waiting: [], answered: new Map() };
  for (const [visit, answers] of answersByVisit(entries)) addAnswered(orders, person, visit, answers, stored);
  const last = entries.findLast(({ kind, asked }) => kind === 'ENCOUNTER' && !asked);
  const isWaiting = person.index === 0 || person.index % oneWaitsIn === 5;
  if (last && isWaiting && (person.index === 0 || last.at.slice(0, 10) >= lately))
    addWaiting(orders, person, last, stored);
  return orders;
}

function answersByVisit(entries: readonly DemoEntry[]): Map<DemoEntry, DemoEntry[]> {
  const found = new Map<DemoEntry, DemoEntry[]>();
  for (const entry of entries) {
    if (!entry.visit || entry.kind !== 'OBSERVATION' || !isOfLaboratory(entry.code)) continue;
    const known = found.get(entry.visit);
    if (known) known.push(entry);
    else found.set(entry.visit, [entry]);
  }
  return found;
}

const categories = new Map<string, string | undefined>();

function isOfLaboratory(code: string): boolean {
  if (!categories.has(code)) categories.set(code, laboratoryTest(code)?.category);
  return categories.get(code) === 'laboratory';
}

function addAnswered(
  orders: Orders,
  person: DemoPerson,
  visit: DemoEntry,
  answers: readonly DemoEntry[],
  { idOf, labelsOf }: Stored,
): void {
  const id = orderId(person, orders);
  const content: OrderContent = {
    tests: testsOf([...new Set(answers.map(({ code }) => code))]),
    priority: visit.code === 'EMER' ? 'URGENT' : 'ROUTINE',
    orderedBy: visit.authorId,
    resultIds: answers.map(idOf),
    completedAt: answers.at(-1)!.at,
  };
  for (const answer of answers) orders.answered.set(answer, id);
  const labels = joinLabels(labelsOfOrder(content), ...answers.map(labelsOf));
  orders.records.push(rowOf(id, person, visit, content, labels, 'RESOLVED', idOf));
}

function addWaiting(orders: Orders, person: DemoPerson, visit: DemoEntry, { idOf }: Stored): void {
  const id = orderId(person, orders);
  const priority = person.index % 3 === 0 ? 'URGENT' : 'ROUTINE';
  const content: OrderContent = { tests: testsOf(usual), priority, orderedBy: visit.authorId };
  orders.records.push(rowOf(id, person, visit, content, labelsOfOrder(content), 'ACTIVE', idOf));
  orders.waiting.push([id, visit.facilityId, priorities.indexOf(priority), orderedAt(visit)]);
}

function orderId({ index }: DemoPerson, { records }: Orders): string {
  return withMark(stableUuid(`order ${index} ${records.length}`), 'LaboratoryOrder');
}

/** A minute after the visit began: before the first result. */
function orderedAt({ at }: DemoEntry): string {
  return new Date(Date.parse(at) + 60_000).toISOString();
}

function rowOf(
  id: string,
  { healthId }: DemoPerson,
  visit: DemoEntry,
  content: OrderContent,
  { confidentiality, sensitivities }: RecordLabels,
  status: string,
  idOf: Stored['idOf'],
): unknown[] {
  const { code } = content.tests[0]!;
  const ar = content.tests.map(({ displayAr }) => displayAr).join('، ');
  const en = content.tests.map(({ displayEn }) => displayEn).join(', ');
  const at = orderedAt(visit);
  const head = [id, 'LABORATORY_ORDER', healthId, 1, status, code, ar, en, at, visit.authorId, visit.facilityId];
  return [...head, confidentiality, sensitivities, at, content, idOf(visit)];
}

const known = new Map<string, OrderedTest>();

function testsOf(codes: readonly string[]): OrderedTest[] {
  return codes.map((code) => {
    const found = known.get(code);
    if (found) return found;
    const listed = terminology.lookUp('loinc', code);
    const { ar, en } = listed.status === 'known' ? listed.concept : { ar: code, en: code };
    const test = { code, displayAr: ar, displayEn: en };
    known.set(code, test);
    return test;
  });
}

const judged = new Map<string, RecordLabels>();

/** Judged once for all who have the same tests. */
function labelsOfOrder({ tests }: OrderContent): RecordLabels {
  const key = tests.map(({ code }) => code).join();
  const found = judged.get(key) ?? labelsOfNew(meaningOf('LABORATORY_ORDER', { ...tests[0]!, tests }), {});
  judged.set(key, found);
  return found;
}
