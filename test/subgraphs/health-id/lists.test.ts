import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { registrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

let people = 1_000;
const someone = () => person((people += 1)).healthId;
const several = (count: number) => Array.from({ length: count }, someone);

/** Each list of a patient, alone: of two lists asked for together, it is left to chance which rows share a statement. */
const lists: [list: string, fields: string, of?: 'minors'][] = [
  ['formerHealthIds', ''],
  ['identifiers', '{ value }'],
  ['pastMerges', '{ mergedAt }'],
  ['guardians', '{ healthId }', 'minors'],
  ['guardianships', '{ since }', 'minors'],
  ['dependants', '{ healthId }'],
  ['dependants', '{ guardians { healthId } }'],
  ['treatmentRelationships', '{ facility { nameAr } }'],
  ['consents', '{ facility { nameAr } }'],
];

describe.each(databaseKinds)('lists of patients, on %s', (kind) => {
  let registry: TestRegistry;
  const [short, long] = [someone(), someone()];
  const many = several(30);
  /** A minor of each, with as many guardians: whoever has dependants has no guardian. */
  const minors = new Map<string, string>();
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1);
    await fill(short, 1);
    await fill(long, 20);
    for (const healthId of many) await fill(healthId, 2);
  });
  afterAll(() => registry.stop());

  /** A patient with so many items in every list, each of another person or facility. */
  async function fill(healthId: string, each: number): Promise<void> {
    const { bulkInsert, query } = registry.subgraph.database;
    const [former, guardians, dependants, minor] = [several(each), several(each), several(each), someone()];
    minors.set(healthId, minor);
    const columns = ['health_id', 'merged_into', 'given_ar', 'father_ar', 'family_ar'];
    const rest = { sex: 'FEMALE', governorate: 'DI', identity_assurance: 'DECLARED' };
    const ids = [healthId, ...former, ...guardians, ...dependants, minor];
    const bornOf = (id: string) => (id === minor || dependants.includes(id) ? dayFromNow(-2_000) : '1990-01-01');
    await bulkInsert(
      'patient',
      [...columns, 'birth_date', ...Object.keys(rest), 'match_keys'],
      ids.map((id) => [
        id,
        former.includes(id) ? healthId : null,
        'تالا',
        'سامر',
        'الحلبي',
        bornOf(id),
        ...Object.values(rest),
        [],
      ]),
    );
    await bulkInsert(
      'patient_identifier',
      ['issuer', 'value', 'health_id'],
      former.map((id) => ['HOSPITAL', id, healthId]),
    );
    await bulkInsert(
      'guardianship',
      ['guardian_id', 'dependant_id'],
      [...guardians.map((id) => [id, minor]), ...dependants.map((id) => [healthId, id])],
    );
    await query(
      `INSERT INTO patient_merge (id, from_health_id, into_health_id, merged_by, undone_by, undone_at)
       SELECT gen_random_uuid(), $1, other, 'test', 'test', now() FROM unnest($2::char(12)[]) AS other`,
      [healthId, guardians],
    );
    const places = 'FROM (SELECT id FROM facility ORDER BY id LIMIT $2::int) AS place';
    await query(
      `INSERT INTO treatment_relationship (health_id, facility_id, since) SELECT $1, id, '2026-01-05' ${places}`,
      [healthId, each],
    );
    await query(
      `INSERT INTO referral (health_id, from_facility_id, to_facility_id, reason, author_id, sensitivities, requested_by, requested_at, expires_at)
       SELECT $1, id, 'F-HL-002', 'Chest pain', 'P-000001', '{}', '{"subject": "test"}', now(), now() ${places}`,
      [healthId, each],
    );
    await query(
      `INSERT INTO appointment (health_id, facility_id, practitioner_id, author_id, status, starts_at, ends_at, sensitivities, booked_by, booked_at)
       SELECT $1, id, 'P-000001', 'P-000001', 'BOOKED', now(), now() + interval '1 hour', '{}', '{"subject": "test"}', now() ${places}`,
      [healthId, each],
    );
    await query(
      `INSERT INTO consent_directive (id, health_id, decision, facility_id, recorded_by)
       SELECT gen_random_uuid(), $1, 'DENY', id, 'test' ${places}`,
      [healthId, each],
    );
  }

  /** How many statements an answer takes, and how long the list of each patient in it is. */
  async function counted(ids: string[], selection: string, caller: Caller = registrar) {
    const before = registry.subgraph.database.countStatements();
    const { code, data } = await registry.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { list: ${selection} } } }`,
      { of: ids.map((healthId) => ({ __typename: 'Patient', healthId })) },
      caller,
    );
    expect(code).toBeUndefined();
    const found = data._entities as { list: unknown[] | { edges: unknown[] } }[];
    const sizes = found.map(({ list }) => ('edges' in list ? list.edges : list).length);
    return { statements: registry.subgraph.database.countStatements() - before, sizes };
  }

  describe.each(lists)('%s %s', (list, fields, of) => {
    const those = (ids: string[]) => (of === 'minors' ? ids.map((id) => minors.get(id)!) : ids);
    it('ask the database as often for 20 items as for one', async () => {
      const few = await counted(those([short]), list + fields);
      expect(few).toEqual({ statements: expect.any(Number), sizes: [1] });
      expect(few.statements).toBeGreaterThan(0);
      expect(await counted(those([long]), list + fields)).toEqual({ statements: few.statements, sizes: [20] });
    });

    it('ask the database as often for 30 patients as for one', async () => {
      const { statements } = await counted(those([many[0]!]), list + fields);
      expect(await counted(those(many), list + fields)).toEqual({ statements, sizes: many.map(() => 2) });
    });
  });

  it.each([
    'referrals(first: 100) { edges { node { reason author { nameAr } fromFacility { nameAr } toFacility { nameAr } patient { healthId } } } }',
    'appointments(first: 100) { edges { node { status practitioner { nameAr } facility { nameAr } patient { healthId } } } }',
  ])('ask the database as often for many of %s', async (list) => {
    const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
    const few = await counted([short], list, physician);
    expect(few).toEqual({ statements: expect.any(Number), sizes: [1] });
    expect(await counted([long], list, physician)).toEqual({ statements: few.statements, sizes: [20] });
    const { statements } = await counted([many[0]!], list, physician);
    expect(await counted(many, list, physician)).toEqual({ statements, sizes: many.map(() => 2) });
  });

  it('ask the database as often for a guardian of 20 as for a guardian of one', async () => {
    const asHerself = (healthId: string) =>
      counted([healthId], 'dependants { healthId }', testCaller(['guardian'], { healthId }));
    const few = await asHerself(short);
    expect(few.sizes).toEqual([1]);
    expect(await asHerself(long)).toEqual({ statements: few.statements, sizes: [20] });
  });

  it('open 20 dependants to their guardian with as many statements as one', async () => {
    const { dependants } = await registry.read(long, 'dependants { healthId }');
    const ids = dependants.map(({ healthId }: { healthId: string }) => healthId);
    const guardian = testCaller(['guardian'], { healthId: long });
    const { statements } = await counted(ids.slice(0, 1), 'guardians { healthId }', guardian);
    expect(await counted(ids, 'guardians { healthId }', guardian)).toEqual({ statements, sizes: ids.map(() => 1) });
  });
});
