import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const hers = personas.citizen.healthId ?? '';
const stranger = person(60).healthId;

describe('from outside', () => {
  const sink = createMemorySink();
  const audit = createAuditLog({ sink, deadlineMs: 5_000 });
  let graph: RecordedGraph;
  beforeAll(async () => {
    graph = await startRecordedGraph({ audit });
  });
  beforeEach(() => void sink.entries.splice(1));
  afterAll(async () => {
    await graph?.stop();
    await audit.close();
  });

  it('another person’s prescription is null without an error, as one that is not there, under aliases and fragments too', async () => {
    const list = '{ patient(healthId: "%") { prescriptions { edges { node { id } } } } }'.replace('%', hers);
    const own = await graph.ask('citizen', list);
    const [{ node }] = own.data.patient.prescriptions.edges;
    const text = 'query ($id: ID!) { it: prescription(id: $id) { ... on Prescription { id patient { healthId } } } }';
    expect((await graph.ask('citizen', text, { id: node.id })).data.it).toMatchObject({ id: node.id });
    const nothing = { data: { it: null }, errors: [] };
    for (const id of [node.id, randomUUID(), 'none'])
      expect(await graph.ask('guardian', text, { id })).toEqual(nothing);
  });

  it('what waits to be placed is no secret of those who treat: a facility that does not sees its own, and so nothing', async () => {
    const text = `{ patient(healthId: "${stranger}") { recordsToPlace { edges { node { recordId } } } phone } }`;
    const { data, errors } = await graph.ask('physician', text);
    expect(data.patient).toEqual({ recordsToPlace: { edges: [] }, phone: null });
    expect(errors).toEqual(['patient.phone NO_TREATMENT_RELATIONSHIP']);
  });

  it('an event bears the request’s ID and the name of the facility', async () => {
    const requestId = randomUUID();
    const text = `{ patient(healthId: "${stranger}") { phone } }`;
    await graph.ask('physician', text, {}, { 'x-request-id': requestId });
    const name = (await graph.ask('physician', '{ facility(id: "F-DI-001") { ar: nameAr en: nameEn } }')).data.facility;
    expect(sink.events()).toEqual([
      expect.objectContaining({ outcome: 'refused', requestId, facilityId: 'F-DI-001', facilityName: name }),
    ]);
  });
});
