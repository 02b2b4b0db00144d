import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { scopesOf } from '@wasl/schema/roles.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askInParts } from '../gateway/support/askInParts.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const iss = 'https://staff.example';
const healthId = personas.citizen.healthId ?? '';
const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const recordConsent =
  'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { consents { id } } } }';
const withdrawConsent =
  'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { patient { healthId } } }';
const chart = `{ patient(healthId: "${healthId}") { healthId phone nameOf: givenName { ar }
  conditions { edges { node { code } } } prescriptions { edges { node { id } } } } }`;

describe('what a patient denies while an answer is under way', () => {
  let issuer: TestIssuer;
  let graph: RecordedGraph;
  const consents: string[] = [];
  beforeAll(async () => {
    issuer = await startTestIssuer();
    graph = await startRecordedGraph({ patients: 40, moreIssuers: [{ issuer: iss, jwksUrl: issuer.jwksUrl }] });
  });
  afterEach(async () => {
    graph.gate.before = undefined;
    for (const consentId of consents.splice(0)) await graph.ask('citizen', withdrawConsent, input({ consentId }));
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  async function say(decision: 'DENY' | 'PERMIT', category: string, more: object = {}): Promise<string> {
    const variables = input({ healthId, decision, category, ...more });
    const { data, errors } = await graph.ask('citizen', recordConsent, variables);
    expect(errors).toEqual([]);
    const { id } = data.recordConsent.patient.consents.at(-1);
    consents.push(id);
    return id;
  }

  /** Does something once while the next question of the patient to a subgraph is held back. */
  function whileHeld(subgraph: string, act: () => Promise<unknown>): void {
    graph.gate.before = async (asked) => {
      if (asked.subgraph !== subgraph || asked.query.includes('prescriptionHolders')) return;
      graph.gate.before = undefined;
      await act();
    };
  }

  it.each([
    ['held back itself', 'clinical-records', 'CONDITIONS', ['patient.conditions CONSENT_DENIED']],
    ['merged already, while another is waited for', 'pharmacy', 'CONDITIONS', ['patient.conditions CONSENT_DENIED']],
    [
      'merged already, under another name too',
      'pharmacy',
      'DEMOGRAPHICS',
      ['patient.nameOf CONSENT_DENIED', 'patient.phone CONSENT_DENIED'],
    ],
  ])('is not in it: %s', async (_, subgraph, category, denied) => {
    const open = await graph.ask('physician', chart);
    expect(open.errors).toEqual([]);
    whileHeld(subgraph, () => say('DENY', category));
    const { data, errors } = await graph.ask('physician', chart);
    expect(errors.toSorted()).toEqual(denied);
    const closed = Object.fromEntries(denied.map((text) => [text.split(/[. ]/)[1], null]));
    expect(data.patient).toEqual({ ...open.data.patient, ...closed });
  });

  it('is not in the next page', async () => {
    const page = `query ($after: String) { patient(healthId: "${healthId}") {
      observations(first: 1, after: $after) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } } } }`;
    const first = (await graph.ask('physician', page)).data.patient.observations;
    expect(first).toMatchObject({ edges: [{ node: { id: expect.any(String) } }], pageInfo: { hasNextPage: true } });
    await say('DENY', 'OBSERVATIONS');
    expect(await graph.ask('physician', page, { after: first.pageInfo.endCursor })).toEqual({
      data: { patient: { observations: null } },
      errors: ['patient.observations CONSENT_DENIED'],
    });
  });

  it('is not in a part that comes after it', async () => {
    const text = `{ patient(healthId: "${healthId}") { phone ... @defer { conditions { edges { node { code } } } } } }`;
    whileHeld('clinical-records', () => say('DENY', 'CONDITIONS'));
    const { parts } = await askInParts(graph.url, text, {}, undefined, await graph.headersOf('physician'));
    expect(parts[0]).toMatchObject({ data: { patient: { phone: expect.any(String) } } });
    expect(JSON.stringify(parts.slice(1))).toContain('CONSENT_DENIED');
    expect(JSON.stringify(parts.slice(1))).toContain('"conditions":null');
  });

  it('is not in the answer to a write that is sent again, in whichever role, and another caller’s key is another', async () => {
    const facility = { facility_id: personas.physician.facilityId, practitioner_id: 'P-two-roles' };
    const roles = ['physician', 'nurse'];
    const claims = { iss, aud: 'wasl', roles, scope: scopesOf(roles).join(' '), ...facility };
    const headers = await issuer.headersFor(claims);
    const query = `mutation ($input: RecordEncounterInput!) {
      recordEncounter(input: $input) { record { id patient { phone } } } }`;
    const visit = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: new Date().toISOString() };
    const variables = input({ healthId, ...visit });
    const sendAs = async (role: string) => {
      const { data, errors } = await graph.send(undefined, { query, variables }, { ...headers, 'x-wasl-role': role });
      const told = errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`);
      return { record: data.recordEncounter?.record, told };
    };
    const { record } = await sendAs('physician');
    expect(record).toEqual({ id: expect.any(String), patient: { phone: expect.any(String) } });
    expect(await sendAs('nurse')).toEqual({ record, told: [] });
    const others = (await graph.ask('physician', query, variables)).data.recordEncounter.record.id;
    expect(others).not.toBe(record.id);

    await say('DENY', 'DEMOGRAPHICS', { role: 'nurse' });
    expect(await sendAs('physician')).toEqual({ record, told: [] });
    expect(await sendAs('nurse')).toEqual({
      record: { ...record, patient: { phone: null } },
      told: ['recordEncounter.record.patient.phone CONSENT_DENIED'],
    });
    await say('DENY', 'ENCOUNTERS');
    expect(await sendAs('physician')).toEqual({ record: undefined, told: ['recordEncounter CONSENT_DENIED'] });
  });

  it('is denied though a permission stands beside it, and open again once it is withdrawn', async () => {
    await say('PERMIT', 'CONDITIONS');
    const denial = await say('DENY', 'CONDITIONS', { role: 'physician' });
    expect((await graph.ask('physician', chart)).errors).toEqual(['patient.conditions CONSENT_DENIED']);
    await graph.ask('citizen', withdrawConsent, input({ consentId: denial }));
    expect((await graph.ask('physician', chart)).errors).toEqual([]);
  });

  it('is closed at once, what waits included, where a permission of one who does not treat is withdrawn', async () => {
    const claims = { iss, aud: 'wasl', roles: ['physician'], scope: scopesOf(['physician']).join(' ') };
    const headers = await issuer.headersFor({ ...claims, facility_id: 'F-HL-001', practitioner_id: 'P-elsewhere' });
    const elsewhere = `{ patient(healthId: "${healthId}") { phone prescriptions { edges { node { id } } } } }`;
    const read = async () => {
      const { data, errors } = await graph.send(undefined, { query: elsewhere }, headers);
      return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`).toSorted() };
    };
    const none = ['patient.phone NO_TREATMENT_RELATIONSHIP', 'patient.prescriptions NO_TREATMENT_RELATIONSHIP'];
    expect((await read()).errors).toEqual(none);
    await say('PERMIT', 'DEMOGRAPHICS', { facilityId: 'F-HL-001' });
    await say('PERMIT', 'MEDICATIONS', { role: 'physician' });
    const open = await read();
    expect([open.data.patient.phone, open.errors]).toEqual([expect.any(String), []]);
    whileHeld('pharmacy', async () => {
      for (const consentId of consents.splice(0)) await graph.ask('citizen', withdrawConsent, input({ consentId }));
    });
    const { data, errors } = await read();
    expect([data.patient, errors]).toEqual([{ phone: null, prescriptions: null }, none]);
  });
});
