import { subgraph as clinicalRecords } from '@wasl/clinical-records/main';
import { person } from '@wasl/demo/population';
import { subgraph as healthId } from '@wasl/health-id/main';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';

const owner = person(0);
const place = { practitionerId: 'P-000001', facilityId: 'F-DI-001' };

/** A physician with every scope of the role, and with so much of a decision. */
const physician = (decision: Caller['decision']): Caller =>
  testCaller(['physician'], {
    ...place,
    decision: { role: 'physician', purpose: 'TREAT', labels: ['*'], ...decision },
  });

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

async function ofOwner(running: TestSubgraph, fields: string, caller: Caller) {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Patient { ${fields} } } }`;
  const r = [{ __typename: 'Patient', healthId: owner.healthId, healthIds: [owner.healthId] }];
  const { data, errors } = await running.ask(query, { r }, caller);
  return { patient: (data as Json)?._entities[0], codes: errors?.map(({ extensions }) => extensions?.['code']) ?? [] };
}

describe('clinical-records', () => {
  let running: TestSubgraph;
  const page =
    'observations(first: 2) { edges { cursor node { id confidentiality } } pageInfo { hasNextPage endCursor } }';
  const idsOf = (patient: Json): string[] => patient.observations.edges.map(({ node }: Json) => node.id);
  beforeAll(async () => {
    running = await startTestSubgraph(clinicalRecords, { demoPatients: 10 });
    const { query } = running.database;
    await query(`DELETE FROM clinical_record WHERE kind = 'OBSERVATION' AND health_id = '${owner.healthId}'`);
    const [like] = await query<{ id: string }>(
      `SELECT id::text FROM clinical_record WHERE kind = 'OBSERVATION' LIMIT 1`,
    );
    for (const [number, confidentiality] of ['N', 'V', 'N', 'R', 'V'].entries())
      await query(
        `INSERT INTO clinical_record (id, kind, health_id, version, status, code, display_ar, display_en, effective_at, author_id, facility_id, confidentiality, sensitivities, content)
         SELECT '00000000-0000-4000-8000-00000000000${number}', kind, '${owner.healthId}', 1, 'ACTIVE', code, display_ar, display_en,
           '2020-01-0${9 - number}T00:00:00Z', 'P-00000${number}', facility_id, '${confidentiality}', '{}', content
         FROM clinical_record WHERE id = '${like!.id}'`,
      );
  }, 60_000);
  afterAll(() => running.stop());

  it('loads no kind of record that the decision does not give, whatever the scopes', async () => {
    const fields = 'observations { edges { node { id } } } conditions { edges { node { id } } }';
    const told = await ofOwner(running, fields, physician({ categories: ['OBSERVATIONS'] }));
    expect(told.codes).toEqual(['FORBIDDEN']);
    const { patient } = await ofOwner(running, page, physician({ categories: ['OBSERVATIONS'] }));
    expect(idsOf(patient)).toHaveLength(2);
    expect(await ofOwner(running, page, physician({ categories: [] }))).toEqual({ patient: null, codes: [] });
  });

  it('gives a citizen who is an auditor too her own record as a citizen, and nothing of it as an auditor', async () => {
    const more = { healthId: owner.healthId };
    const asCitizen = await ofOwner(running, page, testCaller(['citizen', 'auditor'], more));
    expect(idsOf(asCitizen.patient)).toHaveLength(2);
    expect((await ofOwner(running, page, testCaller(['auditor', 'citizen'], more))).codes).toEqual(['FORBIDDEN']);
  });

  it('makes full pages without what is hidden, and tells of it neither by number nor by cursor', async () => {
    const hiding = { categories: ['OBSERVATIONS'], labels: ['*'], hiddenLabels: ['V'] };
    const others = testCaller(['physician'], {
      ...place,
      practitionerId: 'P-9',
      decision: { role: 'physician', ...hiding },
    });
    const { patient } = await ofOwner(running, page, others);
    expect(idsOf(patient).map((id) => id.at(-1))).toEqual(['0', '2']);
    expect(patient.observations.pageInfo.hasNextPage).toBe(true);
    const { cursor } = patient.observations.edges[1];
    expect(patient.observations.pageInfo.endCursor).toBe(cursor);
    const next = page.replace('first: 2', `first: 2, after: "${cursor}"`);
    const last = await ofOwner(running, next, others);
    expect(idsOf(last.patient).map((id) => id.at(-1))).toEqual(['3']);
    expect(last.patient.observations.pageInfo.hasNextPage).toBe(false);
  });

  it('lists what is hidden to its author', async () => {
    const hiding = { categories: ['OBSERVATIONS'], labels: ['*'], hiddenLabels: ['V'] };
    const author = testCaller(['physician'], {
      ...place,
      practitionerId: 'P-000001',
      decision: { role: 'physician', ...hiding },
    });
    const { patient } = await ofOwner(running, page, author);
    expect(idsOf(patient).map((id) => id.at(-1))).toEqual(['0', '1']);
  });

  it('loads no single record whose labels the decision does not give, and none that is hidden', async () => {
    const single = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Observation { id } } }';
    const found = async (number: number, decision: Caller['decision']) => {
      const r = [{ __typename: 'Observation', id: `00000000-0000-4000-8000-00000000000${number}` }];
      const { data, errors } = await running.ask(
        single,
        { r },
        physician({ categories: ['OBSERVATIONS'], ...decision }),
      );
      expect(errors).toBeUndefined();
      return (data as Json)._entities[0] !== null;
    };
    expect(await found(3, { labels: ['HIV'] })).toBe(false);
    expect(await found(3, { labels: ['R'] })).toBe(true);
    expect(await found(4, { labels: ['*'], hiddenLabels: ['V'] })).toBe(false);
    expect(await found(1, { labels: ['*'], hiddenLabels: ['V'] })).toBe(true);
  });
});

describe('health-id', () => {
  let running: TestSubgraph;
  beforeAll(async () => {
    running = await startTestSubgraph(healthId, { demoPatients: 10 });
  }, 60_000);
  afterAll(() => running.stop());

  it('tells who somebody is only where the decision gives demographics', async () => {
    const given = await ofOwner(running, 'healthId givenName { ar }', physician({ categories: ['DEMOGRAPHICS'] }));
    expect(given.patient).toMatchObject({ givenName: { ar: owner.givenName.ar } });
    const closed = await ofOwner(running, 'healthId healthIds phone', physician({ categories: ['CONDITIONS'] }));
    expect(closed).toEqual({
      patient: { healthId: owner.healthId, healthIds: [owner.healthId], phone: null },
      codes: ['FORBIDDEN'],
    });
    expect((await ofOwner(running, 'consents { id }', physician({ categories: ['DEMOGRAPHICS'] }))).codes).toEqual([
      'FORBIDDEN',
    ]);
  });
});
