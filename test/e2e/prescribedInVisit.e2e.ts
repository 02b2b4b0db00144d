import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { startStaffIssuer } from './staffTokens.ts';

// What comes back is GraphQL's or FHIR's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const own = personas.citizen.healthId ?? '';
const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

const visits = `query ($healthId: ID!) { patient(healthId: $healthId) { encounters(first: 100) { edges { node {
  id facility { id } prescriptions { id encounter { id } } } } } } }`;
const written = `query ($healthId: ID!) { patient(healthId: $healthId) { prescriptions(first: 100) { edges { node {
  id encounter { id prescriptions { id } } } } } } }`;
const medicine = `mutation ($input: PrescribeInput!) { prescribe(input: $input) {
  alerts { severity } prescription { id encounter { id code } } } }`;
const visit = 'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { record { id } } }';
const end = 'mutation ($input: EndEncounterInput!) { endEncounter(input: $input) { record { id } } }';
const withdraw = 'mutation ($input: EnterInErrorInput!) { enterEncounterInError(input: $input) { record { id } } }';

describe('a prescription that names its visit', () => {
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ patients: 60, moreIssuers: issuer.trusted });
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  async function meet(healthId: string, more: Record<string, unknown> = {}): Promise<string> {
    const seen = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: ago(0), ...more };
    const { data, errors } = await graph.ask('physician', visit, input({ healthId, ...seen }));
    expect(errors).toEqual([]);
    return data.recordEncounter.record.id as string;
  }

  const prescribe = (encounterId: string | null, more: Record<string, unknown> = {}, key: string = randomUUID()) =>
    graph.send('physician', {
      query: medicine,
      variables: {
        input: {
          idempotencyKey: key,
          healthId: own,
          medicationId: 'M-N02BE01',
          quantity: 10,
          dosage: 'one as needed',
          validUntil: dayFromNow(30),
          encounterId,
          ...more,
        },
      },
    });

  const told = ({ errors }: Awaited<ReturnType<typeof prescribe>>) =>
    errors.map(({ message, path, extensions: { code, field } }) => ({ message, path, code, field }));

  it('is written in it, once, and each leads to the other', async () => {
    const id = await meet(own);
    const key = randomUUID();
    const { data, errors } = await prescribe(id, {}, key);
    expect(errors).toEqual([]);
    expect(data.prescribe).toMatchObject({ prescription: { encounter: { id, code: 'AMB' } } });
    expect((await prescribe(id.toUpperCase(), {}, randomUUID())).data.prescribe.prescription.encounter.id).toBe(id);
    expect((await prescribe(id, {}, key)).data.prescribe.prescription).toEqual(data.prescribe.prescription);
    const prescriptionId = data.prescribe.prescription.id;
    graph.asked.length = 0;
    const read = await graph.ask('physician', visits, { healthId: own });
    expect(read.errors).toEqual([]);
    const nodes = read.data.patient.encounters.edges.map(({ node }: { node: object }) => node);
    const found = nodes.find((node: { id: string }) => node.id === id);
    expect(found.prescriptions).toHaveLength(2);
    expect(found.prescriptions).toContainEqual({ id: prescriptionId, encounter: { id } });
    expect(nodes.length).toBeGreaterThan(1);
    // However many visits there are, each system is asked once for all.
    const questions = graph.asked.filter(({ query }) => !/recordFacts|prescriptionHolders/.test(query));
    expect(questions.map(({ subgraph }) => subgraph)).toEqual([
      'health-id',
      'clinical-records',
      'pharmacy',
      'clinical-records',
    ]);
    const back = await graph.ask('citizen', written, { healthId: own });
    const edge = back.data.patient.prescriptions.edges.find((item: Json) => item.node.id === prescriptionId);
    expect(edge.node.encounter.id).toBe(id);
    expect(edge.node.encounter.prescriptions).toContainEqual({ id: prescriptionId });
  });

  it('is refused alike for somebody else’s visit, one that was withdrawn, another kind of record, and none', async () => {
    const other = personas.guardian.healthId ?? '';
    const theirs = (await graph.clinicalRecords(other)).find(({ kind }) => kind === 'ENCOUNTER')?.id ?? '';
    const condition = (await graph.clinicalRecords(own)).find(({ kind }) => kind !== 'ENCOUNTER')?.id ?? '';
    const withdrawn = await meet(own);
    await graph.ask('physician', withdraw, input({ id: withdrawn, expectedVersion: 1 }));
    const unknown = await prescribe(randomUUID());
    expect(told(unknown)).toMatchObject([
      { path: ['prescribe', 'prescription'], code: 'NOT_FOUND', field: 'encounterId' },
    ]);
    for (const id of [theirs, condition, withdrawn]) {
      const answer = await prescribe(id);
      expect([answer.data, told(answer)]).toEqual([unknown.data, told(unknown)]);
    }
    expect(told(await prescribe("' OR 1=1 --"))).toMatchObject([{ path: ['prescribe'], code: 'NOT_FOUND' }]);
    expect(told(await prescribe('x'.repeat(100_000)))).toMatchObject([{ path: ['prescribe'], code: 'NOT_FOUND' }]);
  });

  it('is refused in a visit at another facility, and in one that ended more than a week ago', async () => {
    const { data } = await graph.ask('citizen', visits, { healthId: own });
    const elsewhere = data.patient.encounters.edges.find((item: Json) => item.node.facility.id !== 'F-DI-001').node.id;
    expect(told(await prescribe(elsewhere))).toMatchObject([{ code: 'BAD_USER_INPUT', field: 'encounterId' }]);
    const over = await meet(own, { effectiveAt: ago(9) });
    await graph.ask('physician', end, input({ id: over, expectedVersion: 1, endedAt: ago(7.1) }));
    expect(told(await prescribe(over))).toMatchObject([{ code: 'BAD_USER_INPUT', field: 'encounterId' }]);
    const lately = await meet(own, { effectiveAt: ago(9) });
    await graph.ask('physician', end, input({ id: lately, expectedVersion: 1, endedAt: ago(6.9) }));
    expect(told(await prescribe(lately))).toEqual([]);
    const long = await meet(own, { code: 'IMP', effectiveAt: ago(40) });
    expect(told(await prescribe(long))).toEqual([]);
  });

  it('is refused, and nothing is said of the visit, while the clinical records do not answer', async () => {
    const id = await meet(own);
    graph.down.add('clinical-records');
    const answer = await prescribe(id, { override: { alertIds: [], reason: 'Weighed with the family' } });
    graph.down.clear();
    expect(answer.data.prescribe.prescription).toBeNull();
    expect(answer.errors.map(({ extensions }) => extensions.code)).not.toContain('NOT_FOUND');
    const { data } = await graph.ask('physician', visits, { healthId: own });
    expect(data.patient.encounters.edges.find((item: Json) => item.node.id === id).node.prescriptions).toEqual([]);
  });

  it('is hidden in its visit where medicines are denied, and the visit in it where visits are', async () => {
    const id = await meet(own);
    const prescriptionId = (await prescribe(id)).data.prescribe.prescription.id;
    const deny = async (category: string, decision = 'DENY') => {
      const text =
        'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { consents { id category } } } }';
      const { data, errors } = await graph.ask(
        'citizen',
        text,
        input({ healthId: own, decision, category, role: 'physician' }),
      );
      expect(errors).toEqual([]);
      return data.recordConsent.patient.consents.find((one: Json) => one.category === category).id as string;
    };
    const allow = async (consentId: string) => {
      const text =
        'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { patient { healthId } } }';
      expect((await graph.ask('citizen', text, input({ consentId }))).errors).toEqual([]);
    };
    const medicines = await deny('MEDICATIONS');
    graph.asked.length = 0;
    const without = await graph.ask('physician', visits, { healthId: own });
    const node = without.data.patient.encounters.edges.find((item: Json) => item.node.id === id).node;
    expect([node.id, node.prescriptions]).toEqual([id, null]);
    expect(new Set(without.errors.map((error) => error.split(' ')[1]))).toEqual(new Set(['CONSENT_DENIED']));
    expect(graph.asked.filter(({ subgraph, query }) => subgraph === 'pharmacy' && query.includes('_entities'))).toEqual(
      [],
    );
    await allow(medicines);
    const encounters = await deny('ENCOUNTERS');
    const { data, errors } = await graph.ask('physician', written, { healthId: own });
    const mine = data.patient.prescriptions.edges.find((item: Json) => item.node.id === prescriptionId).node;
    expect(mine).toEqual({ id: prescriptionId, encounter: null });
    expect(new Set(errors.map((error) => error.split(' ')[1]))).toEqual(new Set(['CONSENT_DENIED']));
    await allow(encounters);
  });

  it('says so in FHIR to who may see visits, and to who may not nothing is missing', async () => {
    const id = await meet(own);
    const prescriptionId = (await prescribe(id)).data.prescribe.prescription.id;
    const search = async (persona: string) => {
      const headers = await graph.headersOf(persona);
      const answer = await fetch(`${graph.fhirUrl}/MedicationRequest?patient=${own}`, { headers });
      const { entry } = (await answer.json()) as { entry: { resource: Json }[] };
      const found = entry.find(({ resource }) => resource.id === prescriptionId);
      return [found?.resource.encounter, entry.filter(({ resource }) => resource.resourceType === 'OperationOutcome')];
    };
    expect(await search('physician')).toEqual([{ reference: `Encounter/${id}` }, []]);
    expect(await search('pharmacist')).toEqual([undefined, []]);
  });

  it('that is sealed, or whose visit is, leaves no trace in the other', async () => {
    const [open, sealed] = [await meet(own), await meet(own, { confidentiality: 'V' })];
    const hidden = (await prescribe(open, { confidentiality: 'V' })).data.prescribe.prescription.id;
    const shown = (await prescribe(sealed)).data.prescribe.prescription.id;
    const colleague = await issuer.headersOf({ roles: ['physician'], practitioner_id: 'P-X', facility_id: 'F-DI-001' });
    const read = async (query: string) => {
      const { data, errors } = await graph.send(undefined, { query, variables: { healthId: own } }, colleague);
      expect(errors).toEqual([]);
      return data.patient;
    };
    const nodes = (await read(visits)).encounters.edges.map((item: Json) => item.node);
    expect(nodes.find((node: Json) => node.id === open).prescriptions).toEqual([]);
    expect(nodes.some((node: Json) => node.id === sealed)).toBe(false);
    const prescriptions = (await read(written)).prescriptions.edges.map((item: Json) => item.node);
    expect(prescriptions.find((node: Json) => node.id === shown)).toEqual({ id: shown, encounter: null });
    expect(prescriptions.some((node: Json) => node.id === hidden)).toBe(false);
  });
});
