import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../support/testPostgres.ts';
import { startTestClinic, type TestClinic } from './startTestClinic.ts';

let people = 400;
const someone = () => person((people += 1)).healthId;

describe.each(databaseKinds)('lists, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  const idsOf = (found: { edges: { node: { id: string } }[] }) => found.edges.map(({ node }) => node.id);
  async function list(healthId: string, field: string, args: string) {
    const fields = `list: ${field}(${args}) { edges { node { id code } } pageInfo { hasNextPage endCursor } }`;
    const { code, found } = await clinic.patients([[healthId]], fields);
    return code ?? found[0].list;
  }

  it('give what is asked for by code, and in ICD-10 what lies below it', async () => {
    const healthId = someone();
    for (const code of ['E11', 'E11.9', 'E11.5', 'E10.9', 'I10']) await clinic.record('Condition', healthId, { code });
    const codes = async (code: string) =>
      (await list(healthId, 'conditions', `code: "${code}"`)).edges
        .map((edge: { node: { code: string } }) => edge.node.code)
        .sort();
    expect(await codes('E11')).toEqual(['E11', 'E11.5', 'E11.9']);
    expect(await codes('E11.9')).toEqual(['E11.9']);
    expect(await codes('E1')).toEqual([]);
    expect(await codes('%')).toEqual([]);
  });

  it('give what is asked for by day, in Damascus', async () => {
    const healthId = someone();
    const times = ['2026-02-28T20:59:59Z', '2026-02-28T21:00:00Z', '2026-03-01T20:59:59Z', '2026-03-01T21:00:00Z'];
    const ids: string[] = [];
    for (const effectiveAt of times) ids.push((await clinic.record('Procedure', healthId, { effectiveAt })).record.id);
    const found = async (args: string) => idsOf(await list(healthId, 'procedures', args)).toReversed();
    expect(await found('from: "2026-03-01", to: "2026-03-01"')).toEqual(ids.slice(1, 3));
    expect(await found('from: "2026-03-02"')).toEqual(ids.slice(3));
    expect(await found('to: "2026-02-28"')).toEqual(ids.slice(0, 1));
    expect(await list(healthId, 'procedures', 'from: "2026-03-02", to: "2026-03-01"')).toBe('BAD_USER_INPUT');
    expect(await list(healthId, 'procedures', 'code: ""')).toBe('BAD_USER_INPUT');
    expect(await found('from: "0001-01-01", to: "9999-12-31"')).toEqual(ids);
  });

  it('give what is asked for by kind of measurement', async () => {
    const healthId = someone();
    const weight = { code: '29463-7', value: 70, unit: 'kg' };
    for (const change of [{}, weight])
      expect((await clinic.record('Observation', healthId, change)).code).toBeUndefined();
    const codes = async (category: string) =>
      (await list(healthId, 'observations', `category: ${category}`)).edges.map(
        (edge: { node: { code: string } }) => edge.node.code,
      );
    expect(await codes('LABORATORY')).toEqual(['718-7']);
    expect(await codes('VITAL_SIGNS')).toEqual(['29463-7']);
    expect(await codes('OTHER')).toEqual([]);
    expect(await codes('IMAGING')).toEqual([]);
  });

  it('go on after a cursor under the same filter, each record once', async () => {
    const healthId = someone();
    const wanted: string[] = [];
    for (let day = 1; day <= 6; day += 1) {
      const effectiveAt = `2026-03-0${day}T08:00:00Z`;
      wanted.unshift((await clinic.record('Condition', healthId, { code: 'E11.9', effectiveAt })).record.id);
      await clinic.record('Condition', healthId, { code: 'I10', effectiveAt });
    }
    const read: string[] = [];
    let after = '';
    for (let page = 0; page < 10; page += 1) {
      const { edges, pageInfo } = await list(healthId, 'conditions', `code: "E11", first: 4${after}`);
      read.push(...idsOf({ edges }));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(read).toEqual(wanted);
  });

  it('and the summary give the newest of each measurement, however many there are of another', async () => {
    const healthId = someone();
    await clinic.record('Observation', healthId, { value: 11, effectiveAt: '2020-03-01T08:00:00Z' });
    await clinic.subgraph.database.query(
      `INSERT INTO clinical_record (id, kind, health_id, code, display_ar, display_en, effective_at, author_id, facility_id, sensitivities, content)
       SELECT gen_random_uuid(), 'OBSERVATION', $1, '29463-7', 'س', 'x', '2024-01-01'::timestamptz + n * interval '1 day', 'P-000001', 'F-DI-001', '{}',
         jsonb_build_object('value', n, 'unit', 'kg') FROM generate_series(1, 700) AS n`,
      [healthId],
    );
    const [{ summary }] = (
      await clinic.patients([[healthId]], 'summary { results { code value } vitalSigns { code value } }')
    ).found;
    expect(summary.results).toEqual([
      { code: '29463-7', value: 700 },
      { code: '718-7', value: 11 },
    ]);
    expect(summary.vitalSigns).toEqual([{ code: '29463-7', value: 700 }]);
  });

  it('and the summary tell past illness and pregnancy', async () => {
    const healthId = someone();
    for (const code of ['O80', 'Z34', 'J18.9', 'I10']) {
      const { record } = await clinic.record('Condition', healthId, { code });
      const amended = {
        id: record.id,
        expectedVersion: 1,
        effectiveAt: '2026-03-01T08:00:00Z',
        code,
        displayAr: 'س',
        displayEn: 'x',
      };
      if (code !== 'Z34' && code !== 'I10') await clinic.write('amendCondition', { ...amended, isResolved: true });
    }
    const fields = 'summary { problems { code } pastIllness { code } pregnancy { code } sections { code } }';
    const [{ summary }] = (await clinic.patients([[healthId]], fields)).found;
    const codes = (items: { code: string }[]) => items.map(({ code }) => code).sort();
    expect(codes(summary.problems)).toEqual(['I10', 'Z34']);
    expect(codes(summary.pastIllness)).toEqual(['J18.9', 'O80']);
    expect(codes(summary.pregnancy)).toEqual(['O80', 'Z34']);
    expect(codes(summary.sections)).toEqual(expect.arrayContaining(['8716-3', '11348-0', '10162-6']));
  });
});
