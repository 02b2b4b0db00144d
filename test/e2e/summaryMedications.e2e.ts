import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

let graph: RecordedGraph;
const { healthId } = person(0);

beforeAll(async () => {
  graph = await startRecordedGraph({ patients: 12 });
});

afterAll(() => graph?.stop());

const summary = `query ($healthId: ID!) { patient(healthId: $healthId) {
  prescriptions(first: 100) { edges { node { id status stoppedAt supplyEndsOn prescribedAt } } }
  summary { code allergies { id } medications { id prescribedAt medication { atcCode } dispenses { quantity } } } } }`;

interface Listed {
  id: string;
  status: string;
  stoppedAt: string | null;
  supplyEndsOn: string | null;
  prescribedAt: string;
}

test('a summary has the medicines that the patient takes from the pharmacy, newest first, beside what the clinic says', async () => {
  const { data, errors } = await graph.ask('citizen', summary, { healthId });
  expect(errors).toEqual([]);
  const { prescriptions, summary: answered } = data.patient;
  const today = new Date().toISOString().slice(0, 10);
  const isTaken = ({ status, stoppedAt, supplyEndsOn }: Listed) =>
    status === 'ACTIVE' || (stoppedAt === null && supplyEndsOn !== null && supplyEndsOn >= today);
  const taken = prescriptions.edges.map(({ node }: { node: Listed }) => node).filter(isTaken);
  expect(taken.length).toBeGreaterThan(1);
  expect(answered.medications.map(({ id }: Listed) => id)).toEqual(taken.map(({ id }: Listed) => id));
  expect(answered.code).toBe('60591-5');
  expect(answered.allergies.length).toBeGreaterThan(0);
});

test('a pharmacy that does not answer takes the medicines alone out of a summary, and says so', async () => {
  graph.down.add('pharmacy');
  const { data, errors } = await graph.ask(
    'citizen',
    'query ($healthId: ID!) { patient(healthId: $healthId) { summary { code medications { id } } } }',
    { healthId },
  );
  graph.down.clear();
  expect(data.patient.summary).toEqual({ code: '60591-5', medications: null });
  expect(errors).toEqual(['patient.summary.medications SUBGRAPH_UNAVAILABLE']);
});

test('who may read nothing of a patient gets no medicines in a summary either, and is told why', async () => {
  const { data, errors } = await graph.ask(
    'physician',
    'query ($healthId: ID!) { patient(healthId: $healthId) { summary { medications { id } } } }',
    { healthId: person(7).healthId },
  );
  expect(data.patient?.summary?.medications ?? null).toBeNull();
  expect(errors).not.toEqual([]);
});
