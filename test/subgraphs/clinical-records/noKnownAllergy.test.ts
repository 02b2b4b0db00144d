import { randomUUID } from 'node:crypto';
import { contradicts, statementScope } from '@wasl/clinical-records/noKnownAllergy';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '@wasl/subgraph-sdk';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { colleague, physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

const hiding = (caller: Caller): Caller => ({ ...caller, decision: { ...caller.decision, hiddenLabels: ['V'] } });

const allergy = (code: string, displayEn: string, displayAr = displayEn) => ({ code, displayEn, displayAr });
const none = allergy('no-known-allergies', 'No known allergies', 'لا حساسية معروفة');
const noMedicine = allergy('409137002', 'No known drug allergy', 'لا حساسية دوائية معروفة');
const peanut = { ...allergy('peanut', 'Peanut', 'فول سوداني'), substanceAtcCode: null };

describe('a statement that no allergy is known', () => {
  it.each([
    [none, 'anything'],
    [allergy('716186003', 'x'), 'anything'],
    [allergy('NKA', 'x'), 'anything'],
    [allergy('local-1', 'No known allergy'), 'anything'],
    [allergy('local-1', 'none', 'لا توجد حساسية معروفة'), 'anything'],
    [allergy('local-1', 'none', 'لا يوجد أي حساسية'), 'anything'],
    [noMedicine, 'medicines'],
    [allergy('NKDA', 'x'), 'medicines'],
    [allergy('local-1', 'none', 'لا حساسية معروفة للأدوية'), 'medicines'],
    [allergy('local-1', 'none', 'لا توجد حساسية دوائية معروفة'), 'medicines'],
  ])('is %j', (written, scope) => expect(statementScope(written)).toBe(scope));

  it.each([
    peanut,
    allergy('J01CA04', 'Amoxicillin'),
    allergy('J01CA04', 'No known allergies'),
    allergy('local-1', 'No known allergy but to penicillin'),
    allergy('local-1', 'Known allergy', 'حساسية معروفة'),
  ])('is not %j', (written) => expect(statementScope(written)).toBeUndefined());

  it('about medicines is contradicted by what is or may be one, and not by peanuts', () => {
    expect(contradicts('medicines', peanut)).toBe(false);
    expect(contradicts('medicines', allergy('local-1', 'penicillin'))).toBe(true);
    expect(contradicts('medicines', allergy('local-1', 'something blue'))).toBe(true);
    expect(contradicts('anything', peanut)).toBe(true);
  });
});

describe.each(databaseKinds)('allergies and their absence, on %s', (kind) => {
  let clinic: TestClinic;
  let next = 100;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  const record = (patient: string, change: object) => clinic.record('AllergyIntolerance', patient, { ...change });
  const somebody = () => person(next++).healthId;
  const standing = async (patient: string) => {
    const { found } = await clinic.patients([[patient]], 'activeAllergies { code }');
    return found[0].activeAllergies.map(({ code }: { code: string }) => code).toSorted();
  };

  it('an allergy ends the statement, whose version before is kept', async () => {
    const patient = somebody();
    const { record: statement } = await record(patient, { ...none, substanceAtcCode: null });
    expect(await standing(patient)).toEqual(['no-known-allergies']);
    await record(patient, {});
    expect(await standing(patient)).toEqual(['J01CA04']);
    const { found } = await clinic.patients(
      [[patient]],
      'allergies { edges { node { id version status history { version status } } } }',
    );
    expect(found[0].allergies.edges).toContainEqual({
      node: { id: statement.id, version: 2, status: 'RESOLVED', history: [{ version: 1, status: 'ACTIVE' }] },
    });
  });

  it('the statement is refused while an allergy stands, and taken once it is over', async () => {
    const patient = somebody();
    const { record: known } = await record(patient, peanut);
    const statement = { ...none, substanceAtcCode: null };
    expect((await record(patient, statement)).code).toBe('NO_ALLERGY_CONTRADICTED');
    expect(await standing(patient)).toEqual(['PEANUT']);
    expect((await record(patient, { ...noMedicine, substanceAtcCode: null })).code).toBeUndefined();
    await clinic.write('enterAllergyIntoleranceInError', { id: known.id, expectedVersion: 1 });
    expect((await record(patient, statement)).code).toBeUndefined();
  });

  it('under one of the two IDs of a person stands against what is said under the other', async () => {
    const [survivor, former] = [somebody(), somebody()];
    await record(former, { ...none, substanceAtcCode: null });
    await record(survivor, peanut);
    const selection = 'activeAllergies { code isContradicted } allergies { edges { node { code isContradicted } } }';
    const { found } = await clinic.patients([[survivor, former], [former]], selection);
    const told = (of: { code: string; isContradicted: boolean }[]) =>
      of.filter(({ isContradicted }) => isContradicted).map(({ code }) => code);
    const inPages = (of: { edges: { node: { code: string; isContradicted: boolean } }[] }) =>
      told(of.edges.map(({ node }) => node));
    expect(told(found[0].activeAllergies)).toEqual(['no-known-allergies']);
    expect(inPages(found[0].allergies)).toEqual(['no-known-allergies']);
    expect(found[1].activeAllergies.map(({ code }: { code: string }) => code)).toEqual(['no-known-allergies']);
  });

  it('an allergy is not amended into the statement beside another, nor resolved into a conflict', async () => {
    const patient = somebody();
    await record(patient, peanut);
    const { record: second } = await record(patient, {});
    const amended = { id: second.id, expectedVersion: 1, effectiveAt: '2026-03-02T08:00:00Z', ...none };
    expect((await clinic.write('amendAllergyIntolerance', amended)).code).toBe('NO_ALLERGY_CONTRADICTED');
    const resolved = await clinic.write('amendAllergyIntolerance', { ...amended, isResolved: true });
    expect(resolved.record.status).toBe('RESOLVED');
  });

  it('a sealed allergy tells of itself by neither: the statement is taken and stays, and only who may read both is told', async () => {
    const patient = somebody();
    const statement = { ...none, substanceAtcCode: null };
    const { record: first } = await record(patient, { ...noMedicine, substanceAtcCode: null });
    const { record: sealed } = await record(patient, { confidentiality: 'V' });
    const writing = `mutation ($input: RecordAllergyIntoleranceInput!) {
      recordAllergyIntolerance(input: $input) { record { status isContradicted } } }`;
    const input = {
      idempotencyKey: randomUUID(),
      healthId: patient,
      effectiveAt: '2026-03-02T08:00:00Z',
      ...statement,
    };
    const taken = await clinic.subgraph.ask(writing, { input }, hiding(colleague));
    expect(taken.data).toEqual({
      recordAllergyIntolerance: { record: { status: 'ACTIVE', isContradicted: false } },
    });
    expect((await record(patient, statement)).code).toBe('NO_ALLERGY_CONTRADICTED');
    const seen = async (caller: Caller) => {
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient {
        activeAllergies { id isContradicted version } } } }`;
      const of = [{ __typename: 'Patient', healthId: patient, healthIds: [patient] }];
      const { data } = await clinic.subgraph.ask(text, { of }, caller);
      return (data as never as { _entities: [{ activeAllergies: { isContradicted: boolean }[] }] })._entities[0]
        .activeAllergies;
    };
    const told = await seen(hiding(colleague));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({ id: first.id, isContradicted: false, version: 1 });
    expect(told.map(({ isContradicted }) => isContradicted)).toEqual([false, false]);
    for (const caller of [hiding(physician), testCaller(['citizen'], { healthId: patient })])
      expect((await seen(caller)).filter(({ isContradicted }) => isContradicted)).toHaveLength(2);
    const byId = `query ($id: ID!) { allergyIntolerance(id: $id) { isContradicted } }`;
    const toldById = async (caller: Caller) => (await clinic.subgraph.ask(byId, { id: first.id }, caller)).data;
    const guardian = testCaller(['guardian'], { healthId: somebody() });
    expect(await toldById(guardian)).toEqual({ allergyIntolerance: { isContradicted: false } });
    expect(await toldById(testCaller(['citizen'], { healthId: patient }))).toEqual({
      allergyIntolerance: { isContradicted: true },
    });

    const lower = {
      id: sealed.id,
      expectedVersion: 1,
      confidentiality: 'N',
      sensitivities: [],
      reason: 'As she asked',
    };
    expect((await clinic.write('lowerAllergyIntoleranceLabels', lower)).code).toBeUndefined();
    expect(await standing(patient)).toEqual(['J01CA04']);
  });

  it('the statement is no substance that medicines are checked against', async () => {
    const patient = somebody();
    await record(patient, { ...noMedicine, substanceAtcCode: null });
    await record(patient, peanut);
    const { found } = await clinic.patients([[patient]], 'allergySubstances { code }');
    expect(found).toEqual([{ allergySubstances: [{ code: 'PEANUT' }] }]);
  });

  it('never both stand, whichever comes first of eight at once', async () => {
    const patient = somebody();
    const statement = { ...none, substanceAtcCode: null };
    await Promise.all(Array.from({ length: 8 }, (_, turn) => record(patient, turn % 2 ? peanut : statement)));
    expect(new Set(await standing(patient))).toEqual(new Set(['PEANUT']));
  });
});
