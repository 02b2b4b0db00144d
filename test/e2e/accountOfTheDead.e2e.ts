import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { roles } from '@wasl/schema/roles.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const { healthId = '', dependants } = personas.citizen;
const evidence = { kind: 'DEATH_CERTIFICATE', reference: '77', words: 'The certificate of the hospital' };
const chart = `query ($healthId: ID!) { patient(healthId: $healthId) { givenName { latin } conditions { edges { node { id } } } } }`;

let issuer: TokenIssuer;
let graph: RecordedGraph;
beforeAll(async () => {
  issuer = await startTokenIssuer({ iss: 'https://people.test', aud: 'wasl' });
  const moreIssuers = [{ issuer: 'https://people.test', jwksUrl: issuer.jwksUrl }];
  graph = await startRecordedGraph({ moreIssuers, clock: () => Date.now() });
});
afterAll(async () => {
  await graph?.stop();
  await issuer?.stop();
});

async function act(name: string, type: string, more: object) {
  const asked = `mutation ($input: ${type}!) { ${name}(input: $input) { act { id } } }`;
  const input = { idempotencyKey: randomUUID(), healthId, evidence, ...more };
  const { data, errors } = await graph.ask('registrar', asked, { input });
  expect(errors).toEqual([]);
  const confirm = 'mutation ($input: ConfirmActInput!) { confirmAct(input: $input) { act { status } } }';
  const actId = data[name].act.id;
  const confirmed = await graph.ask('registrar2', confirm, { input: { idempotencyKey: randomUUID(), actId } });
  expect(confirmed.errors).toEqual([]);
}

it('whose death is recorded opens nothing in any role, and nobody signs in with it', async () => {
  const { practitionerId, facilityId } = personas.physician;
  const claims = { sub: 'a-physician', roles: ['physician'], scope: roles.physician.join(' '), health_id: healthId };
  const works = { practitioner_id: practitionerId, facility_id: facilityId };
  const physician = { authorization: `Bearer ${await issuer.sign({ ...claims, ...works })}` };
  const [patient = ''] = dependants;
  const asCitizen = (of: string) => graph.send('citizen', { query: chart, variables: { healthId: of } });
  const asPhysician = (language: string) =>
    graph.send(undefined, { query: chart, variables: { healthId } }, { ...physician, 'accept-language': language });
  for (const answer of [await asCitizen(healthId), await asPhysician('en')])
    expect(answer.data?.patient?.givenName).not.toBeNull();

  await act('recordDeath', 'RecordDeathInput', { diedOn: '2026-11-25' });
  // The tokens are the same.
  for (const answer of [await asCitizen(healthId), await asCitizen(patient), await asPhysician('en')]) {
    expect(answer.data?.patient?.givenName ?? null).toBeNull();
    expect(new Set(answer.errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['ACCOUNT_HOLDER_DECEASED']),
    );
  }
  const told = await asPhysician('ar');
  expect(told.errors[0]?.message).toContain('سُجّلت وفاة صاحب هذا الحساب');
  const overFhir = await fetch(`${graph.fhirUrl}/Patient/${healthId}`, { headers: await graph.headersOf('citizen') });
  expect([overFhir.status, await overFhir.text()]).toEqual([403, expect.stringContaining('ACCOUNT_HOLDER_DECEASED')]);
  await expect(graph.signInAnew('citizen')).rejects.toThrow('HTTP 403');
  // Nor does it decide as the second registrar what nobody's record is asked for.
  const office = { sub: 'a-registrar', roles: ['registrar'], scope: roles.registrar.join(' '), health_id: healthId };
  const registrar = { authorization: `Bearer ${await issuer.sign({ ...office, facility_id: facilityId })}` };
  const asked = `mutation ($input: LinkIdentifierInput!) { linkIdentifier(input: $input) { act { id } } }`;
  const number = { healthId: patient, issuer: 'PASSPORT', value: 'N4711', evidence };
  const filed = await graph.ask('registrar', asked, { input: { idempotencyKey: randomUUID(), ...number } });
  const confirming = { idempotencyKey: randomUUID(), actId: filed.data.linkIdentifier.act.id };
  const confirm = 'mutation ($input: ConfirmActInput!) { confirmAct(input: $input) { act { status } } }';
  const decided = await graph.send(undefined, { query: confirm, variables: { input: confirming } }, registrar);
  expect(decided.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  const stands = await graph.ask('registrar', '{ registrarActs { edges { node { id } } } }');
  expect(JSON.stringify(stands.data)).toContain(confirming.actId);
  // Somebody else's account tells nothing of it.
  const other = await graph.send('physician', { query: chart, variables: { healthId } });
  expect(JSON.stringify(other)).not.toContain('ACCOUNT_HOLDER_DECEASED');

  await act('withdrawDeath', 'WithdrawDeathInput', {});
  expect((await asCitizen(healthId)).errors).toEqual([]);
  await graph.signInAnew('citizen');
});
