import { randomUUID } from 'node:crypto';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SampleWrite, writesById } from './sampleWrites.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const count = 160;
/** People whom no facility of Damascus ever treated. */
const strangers = Array.from({ length: count }, (_, index) => person(index)).filter((one) =>
  careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')),
);
const kindOf = (type: string) => type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

const damascus = { facility_id: personas.physician.facilityId, practitioner_id: 'P-elsewhere' };
const writers: Bearer[] = [
  ...['physician', 'nurse', 'emergency'].map((role) => ({ roles: [role], ...damascus })),
  { roles: ['pharmacist'], facility_id: personas.pharmacist.facilityId, practitioner_id: 'P-pharmacist' },
  { roles: ['registrar'], facility_id: 'F-DI-001' },
  { roles: ['citizen'], health_id: personas.citizen.healthId },
];

describe('what is written by the id of a stranger’s record', () => {
  const idsOf = new Map<string, string>();
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ patients: count, moreIssuers: issuer.trusted });
    for (const { healthId } of strangers)
      for (const { id, kind } of await graph.clinicalRecords(healthId)) idsOf.set(kind, id);
    const healthId = strangers.find((one) => historyOf(one).prescriptions.length > 0)?.healthId;
    const own = await issuer.headersOf({ roles: ['citizen'], health_id: healthId });
    const list = `{ patient(healthId: "${healthId}") { prescriptions { edges { node { id } } } } }`;
    const { data } = await graph.send(undefined, { query: list }, own);
    idsOf.set('PRESCRIPTION', data.patient.prescriptions.edges[0].node.id);
    // What a facility is called is asked once, with the first facts.
    for (const bearer of writers)
      for (const write of [...writesById.slice(0, 1), ...writesById.slice(-2)]) await send(bearer, write, randomUUID());
  });
  beforeEach(() => void (graph.asked.length = 0));
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  async function send(bearer: Bearer, write: SampleWrite, id: string) {
    graph.asked.length = 0;
    const { data, errors } = await graph.send(undefined, write.of(id), await issuer.headersOf(bearer));
    const asked = graph.asked.map(({ subgraph, query: text }) => `${subgraph} ${text}`);
    const told = errors.map(({ message, path, extensions }) => ({ message, path, code: extensions.code }));
    return { data, told, asked };
  }

  it('is every kind of record that a mutation names', () => {
    expect(writesById.length).toBeGreaterThan(25);
    const kinds = new Set(writesById.map(({ via }) => kindOf(via ?? '')));
    expect([...kinds].filter((kind) => !idsOf.has(kind))).toEqual([]);
  });

  it.each(writesById)('is refused before it runs, as where there is no such id: $name', async (write) => {
    const id = idsOf.get(kindOf(write.via ?? '')) ?? randomUUID();
    for (const bearer of writers) {
      const ofStranger = await send(bearer, write, id);
      expect(ofStranger.told.map(({ code, path }) => `${path?.join('.')} ${code}`)).toEqual([
        expect.stringMatching(
          new RegExp(`^${write.name} (NO_TREATMENT_RELATIONSHIP|PURPOSE_NOT_ALLOWED|UNAUTHORIZED_FIELD_OR_TYPE)$`),
        ),
      ]);
      expect(ofStranger.data).toEqual({ [write.name]: null });
      expect(ofStranger.asked.filter((text) => text.includes(' mutation'))).toEqual([]);
      expect(await send(bearer, write, randomUUID())).toEqual(ofStranger);
    }
  });
});
