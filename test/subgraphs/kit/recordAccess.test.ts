import { subgraph as clinicalRecords } from '@wasl/clinical-records/main';
import { person } from '@wasl/demo/population';
import { subgraph as healthId } from '@wasl/health-id/main';
import { subgraph as identity } from '@wasl/identity/main';
import { subgraph as pharmacy } from '@wasl/pharmacy/main';
import type { Caller, Resolvers } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deniedCaller, startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';

/** Somebody who holds no scope beyond their own record, and whose record is another. */
const stranger = deniedCaller(['citizen'], { subject: 'stranger', healthId: person(9).healthId });
const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const registrar = testCaller(['registrar']);
const owner = person(0);
const itself = testCaller(['citizen'], { healthId: owner.healthId, nationalId: owner.nationalNumber ?? '' });

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** The same subgraph, whose references to patients are handed on without a look at who asks. */
function careless<Definition extends { resolvers: Resolvers }>(definition: Definition): Definition {
  const Patient = Object.assign({}, definition.resolvers['Patient'], {
    __resolveReference: (reference: object) => reference,
  });
  return { ...definition, resolvers: { ...definition.resolvers, Patient } };
}

/** Who may not read it, with what they are told: nobody gets as far as the loaders. */
const refused: [Caller | null, string][] = [
  [stranger, 'FORBIDDEN'],
  [null, 'UNAUTHENTICATED'],
];

async function entity(running: TestSubgraph, key: Record<string, unknown>, fields: string, caller: Caller | null) {
  const type = key['__typename'];
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`;
  const { data, errors } = await running.ask(query, { r: [key] }, caller);
  return { entity: (data as Json)?._entities[0], codes: errors?.map(({ extensions }) => extensions?.['code']) ?? [] };
}

describe('a resolver of clinical-records that forgets to ask who the caller is', () => {
  let running: TestSubgraph;
  const patient = { __typename: 'Patient', healthId: owner.healthId };
  const lists = 'encounters conditions observations allergies immunizations procedures diagnosticReports'.split(' ');
  beforeAll(async () => {
    running = await startTestSubgraph(careless(clinicalRecords), { demoPatients: 10 });
  });
  afterAll(() => running.stop());

  it.each([
    ...lists.map((list) => `${list} { edges { node { id } } }`),
    'activeAllergies { id }',
    'summary { allergies { id } problems { id } results { id } procedures { id } immunizations { id } }',
  ])('is refused %s of somebody else', async (fields) => {
    for (const [caller, code] of refused) {
      const told = await entity(running, patient, fields, caller);
      expect(JSON.stringify(told.entity ?? null)).not.toContain('"id"');
      expect(new Set(told.codes)).toEqual(new Set([code]));
    }
    for (const caller of [physician, itself]) {
      expect((await entity(running, patient, fields, caller)).codes).toEqual([]);
    }
  });

  it('is refused what warnings are found from, of somebody else', async () => {
    for (const [caller, code] of refused) {
      const told = await entity(running, patient, 'allergySubstances { code }', caller);
      expect(told.codes).toEqual([code]);
    }
    expect((await entity(running, patient, 'allergySubstances { code }', itself)).codes).toEqual([]);
  });

  it('finds neither a record nor its history', async () => {
    const { query } = running.database;
    const [row] = await query<{ id: string }>(
      `SELECT id::text FROM clinical_record WHERE kind = 'ENCOUNTER' AND health_id = $1 LIMIT 1`,
      [owner.healthId],
    );
    const encounter = { __typename: 'Encounter', id: row!.id };
    expect(await entity(running, encounter, 'id code', stranger)).toEqual({ entity: null, codes: [] });
    expect((await entity(running, encounter, 'id', itself)).entity).toEqual({ id: row!.id });
    const loaders = clinicalRecords.createContext(
      { caller: stranger, language: 'en', traceId: '', signal: AbortSignal.any([]) },
      clinicalRecords.createClient(running.database.adapter),
    ).loaders;
    expect(await loaders.history.load(row!.id)).toEqual([]);
  });
});

describe('a resolver of the pharmacy that forgets to ask who the caller is', () => {
  let running: TestSubgraph;
  const patient = { __typename: 'Patient', healthId: owner.healthId, allergySubstances: [] };
  beforeAll(async () => {
    running = await startTestSubgraph(careless(pharmacy), { demoPatients: 10 });
  });
  afterAll(() => running.stop());

  it.each(['prescriptions { edges { node { id } } }', 'medicationAlerts { prescriptionId }'])(
    'is refused %s of somebody else',
    async (fields) => {
      for (const [caller, code] of refused)
        expect((await entity(running, patient, fields, caller)).codes).toEqual([code]);
      for (const caller of [physician, itself])
        expect((await entity(running, patient, fields, caller)).codes).toEqual([]);
    },
  );

  it('finds neither a prescription nor what was dispensed of it', async () => {
    const [row] = await running.database.query<{ prescription: string; dispense: string }>(
      `SELECT p.id::text AS prescription, d.id::text AS dispense FROM prescription p JOIN dispense d ON d.prescription_id = p.id LIMIT 1`,
    );
    const query = 'query ($id: ID!) { prescription(id: $id) { id dispenses { id } } }';
    const asked = { id: row!.prescription };
    const nobody = deniedCaller(['citizen'], { healthId: '000000000000' });
    expect(await running.ask(query, asked, nobody)).toEqual({ data: { prescription: null } });
    expect((await running.ask(query, asked, physician)).data).toMatchObject({
      prescription: { dispenses: [{ id: row!.dispense }] },
    });
    const dispense = { __typename: 'Dispense', id: row!.dispense };
    expect((await entity(running, dispense, 'id', nobody)).entity).toBeNull();
    expect((await entity(running, dispense, 'id', physician)).entity).toEqual({ id: row!.dispense });
    const { loaders } = pharmacy.createContext(
      { caller: nobody, language: 'en', traceId: '', signal: AbortSignal.any([]) },
      pharmacy.createClient(running.database.adapter),
    );
    expect(await loaders.dispensesOf.load(row!.prescription)).toEqual([]);
    expect(await loaders.labelHistory.load(row!.prescription)).toEqual([]);
  });
});

describe('a resolver of health-id that forgets to ask who the caller is', () => {
  let running: TestSubgraph;
  const fields = [
    'formerHealthIds',
    'identifiers { value }',
    'guardians { healthId }',
    'dependants { healthId }',
    'treatmentRelationships { since }',
    'consents { id }',
  ];
  beforeAll(async () => {
    running = await startTestSubgraph(careless(healthId), { demoPatients: 10 });
  });
  afterAll(() => running.stop());

  it.each(fields)('is refused %s of somebody else', async (field) => {
    const patient = { __typename: 'Patient', healthId: owner.healthId };
    for (const [caller, code] of refused) expect((await entity(running, patient, field, caller)).codes).toEqual([code]);
    for (const caller of [registrar, itself]) expect((await entity(running, patient, field, caller)).codes).toEqual([]);
  });

  it('finds nobody by a search, a review or a health ID', async () => {
    const demographics = { givenName: owner.givenName.ar, familyName: owner.familyName.ar };
    const search =
      'query ($demographics: DemographicsInput!) { searchPatients(demographics: $demographics) { patient { healthId } } }';
    expect((await running.ask(search, { demographics }, stranger)).data).toEqual({ searchPatients: null });
    expect((await running.ask(search, { demographics }, registrar)).data).toMatchObject({
      searchPatients: expect.arrayContaining([{ patient: { healthId: owner.healthId } }]),
    });
    const query = `{ patient(healthId: "${owner.healthId}") { healthId } }`;
    expect(await running.ask(query, {}, stranger)).toEqual({ data: { patient: null } });
  });
});

describe('a resolver of identity that forgets to ask who the caller is', () => {
  let running: TestSubgraph;
  beforeAll(async () => {
    running = await startTestSubgraph(identity, { demoPatients: 10 });
  });
  afterAll(() => running.stop());

  it('finds neither a person, nor where one is registered, nor an account', async () => {
    const national = { __typename: 'Person', nationalId: owner.nationalNumber! };
    expect((await entity(running, national, 'verificationLevel', stranger)).entity).toBeNull();
    expect((await entity(running, national, 'verificationLevel', itself)).entity).toMatchObject({});
    const clerk = { ...testCaller(['registrar']), scopes: ['user/Person.rs'] };
    const { loaders } = identity.createContext(
      { caller: clerk, language: 'en', traceId: '', signal: AbortSignal.any([]) },
      identity.createClient(running.database.adapter),
    );
    expect(Object.keys((await loaders.person.load(owner.nationalNumber!)) ?? {})).not.toContain('entryNumber');
    expect(await loaders.registryPlace.load(owner.nationalNumber!)).toBeNull();
    const account = { __typename: 'Account', id: 'demo-physician' };
    expect((await entity(running, account, 'id', stranger)).entity).toBeNull();
    expect((await entity(running, account, 'id', { ...stranger, subject: 'demo-physician' })).entity).toEqual({
      id: 'demo-physician',
    });
  });
});
