import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { ageOf, familyOf, person } from '@wasl/demo/population';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const { healthId: guardianHealthId } = personas.citizen;
const healthId = familyOf(person(0).familyIndex)
  .map(person)
  .find(({ role, birthDate }) => role === 'CHILD' && ageOf(birthDate) < 13)?.healthId;
const evidence = { kind: 'COURT_DECISION', reference: '12', words: 'The court has decided so today.' };

let graph: RecordedGraph;
beforeAll(async () => {
  graph = await startRecordedGraph();
});
afterAll(() => graph?.stop());

const write = (as: string, name: string, type: string, more: object) =>
  graph.ask(as, `mutation ($input: ${type}!) { ${name}(input: $input) { patient { healthId } } }`, {
    input: { idempotencyKey: randomUUID(), healthId, ...more },
  });

it('is not kept off by a guardian who denies everything in the child’s name', async () => {
  const open = 'query ($healthId: ID!) { patient(healthId: $healthId) { birthDate } }';
  expect((await graph.ask('citizen', open, { healthId })).data.patient.birthDate).toEqual(expect.any(String));
  expect((await write('citizen', 'recordConsent', 'RecordConsentInput', { decision: 'DENY' })).errors).toEqual([]);
  const read = await graph.ask('registrar', open, { healthId });
  expect(read.errors).toEqual(['patient.birthDate CONSENT_DENIED']);

  const ended = await write('registrar', 'endGuardian', 'GuardianInput', { guardianHealthId, evidence });
  expect(ended).toMatchObject({ data: { endGuardian: { patient: { healthId } } }, errors: [] });
  expect((await graph.ask('citizen', open, { healthId })).data.patient).toBeNull();
});
