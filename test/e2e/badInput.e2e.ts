import type { Client } from '@urql/core';
import { toHealthId } from '@wasl/kit/healthId';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../support/startDemo.ts';
import { createTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { createPostgresDatabase, postgresUrl } from '../support/testPostgres.ts';
import { input, query } from './startNationalGraph.ts';

const healthId = personas.citizen.healthId ?? '';
const mistyped = `${healthId.slice(0, 11)}${(Number(healthId[11]) + 1) % 10}`;
const unknown = toHealthId('0000000001');
const nameOf = 'query ($healthId: ID!) { patient(healthId: $healthId) { givenName { latin } } }';

describe('what nobody should have sent', () => {
  let demo: Demo;
  let physician: Client;
  beforeAll(async () => {
    demo = await startDemo();
    physician = await demo.as('physician');
  });
  afterAll(() => demo.stop());

  it('is a mistyped health ID: refused; a well-formed one of nobody: null, without an error', async () => {
    expect((await query(physician, nameOf, { healthId: mistyped })).codes).toEqual(['HEALTH_ID_INVALID']);
    expect(await query(physician, nameOf, { healthId: unknown })).toEqual({ data: { patient: null }, codes: [] });
  });

  it('is a page of 101, which its system refuses, or of 100,000, which no system is asked for', async () => {
    const lists = ['encounters', 'observations', 'prescriptions'];
    for (const list of lists) {
      const text = `query ($healthId: ID!, $first: Int) { patient(healthId: $healthId) { ${list}(first: $first) { edges { cursor } } } }`;
      const codesOf = async (first: number) => (await query(physician, text, { healthId, first })).codes;
      expect([list, await codesOf(101)]).toEqual([list, ['BAD_USER_INPUT']]);
      expect([list, await codesOf(100_000)]).toEqual([list, ['OPERATION_TOO_COSTLY']]);
    }
  });

  it('is a newborn of next year', async () => {
    const issue = 'mutation ($input: IssueHealthIdInput!) { issueHealthId(input: $input) { patient { healthId } } }';
    const birthDate = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
    const newborn = input({
      givenName: 'لين',
      fatherName: 'سامر',
      familyName: 'شاهين',
      birthDate,
      sex: 'FEMALE',
      governorate: 'DI',
    });
    expect((await query(await demo.as('registrar'), issue, newborn)).codes).toEqual(['DATE_IN_FUTURE']);
  });

  it('is a weight of −70 kg, told with the bounds of the age; one of 250 kg is confirmed first, and read by age and sex as others are', async () => {
    const record = `mutation ($input: RecordObservationInput!) { recordObservation(input: $input) {
      record { value interpretation { level } } } }`;
    const of = { healthId, effectiveAt: '2026-06-01T08:00:00Z' };
    const weight = { ...of, code: '29463-7', displayAr: 'الوزن', displayEn: 'Body weight', unit: 'kg' };
    const { error } = await physician.mutation(record, input({ ...weight, value: -70 })).toPromise();
    expect(error?.graphQLErrors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'value',
      minimum: 2,
      maximum: 500,
      details: { code: '29463-7', unit: 'kg' },
    });
    expect(error?.graphQLErrors[0]?.message).toContain('(LOINC 29463-7)');
    expect((await query(physician, record, input({ ...weight, value: 250 }))).codes).toEqual(['VALUE_UNLIKELY']);
    const confirmed = await query(physician, record, input({ ...weight, value: 250, isConfirmed: true }));
    expect(confirmed).toEqual({
      data: { recordObservation: { record: { value: 250, interpretation: null } } },
      codes: [],
    });
    const potassium = {
      ...of,
      code: '2823-3',
      displayAr: 'البوتاسيوم',
      displayEn: 'Potassium',
      unit: 'meq/L',
      value: 6.9,
    };
    const { data, codes } = await query(physician, record, input({ ...potassium, isConfirmed: true }));
    expect([data?.recordObservation.record, codes]).toMatchObject([{ interpretation: { level: 'HH' } }, []]);
    const read = `query ($healthId: ID!) { patient(healthId: $healthId) {
      observations(first: 10) { edges { node { code interpretation { level text { en } low high } } } } } }`;
    const { edges } = (await query(physician, read, { healthId })).data.patient.observations;
    expect(edges).toContainEqual({
      node: {
        code: '2823-3',
        interpretation: {
          level: 'HH',
          text: { en: 'Critically high' },
          low: expect.any(Number),
          high: expect.any(Number),
        },
      },
    });
  });

  it('is a second demo on the same port or in the same folder, which one sentence refuses', async () => {
    await expect(startDemo({}, { port: demo.port })).rejects.toThrow(
      `Port ${demo.port} is in use: stop what listens there, or choose another with --port.`,
    );
    await expect(startDemo({}, { dataDir: demo.dataDir })).rejects.toThrow(
      /The embedded database \S+ is in use by process \d+: stop that one first\.$/,
    );
  });
});

describe.skipIf(postgresUrl === undefined)('a ministry whose Postgres is down', () => {
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let proxy: TcpProxy;
  let demo: Demo;
  beforeAll(async () => {
    database = await createPostgresDatabase();
    const { hostname, port } = new URL(postgresUrl!);
    proxy = await createTcpProxy({ host: hostname, port: Number(port || 5432) });
    const url = Object.assign(new URL(database.url), { hostname: '127.0.0.1', port: String(proxy.port) });
    demo = await startDemo({ WASL_PHARMACY_DATABASE_URL: url.href });
  });
  afterAll(async () => {
    await demo?.stop();
    await proxy?.stop();
    await database?.drop();
  });

  it('says so, from the start and later, while the others answer, and comes back by itself', async () => {
    const citizen = await demo.as('citizen');
    const chart =
      'query ($healthId: ID!) { patient(healthId: $healthId) { givenName { latin } prescriptions(first: 1) { edges { cursor } } } }';
    const read = () => query(citizen, chart, { healthId });
    const expectDown = async () => {
      expect((await read()).codes).toEqual(['DATABASE_UNAVAILABLE']);
      expect(await query(citizen, nameOf, { healthId })).toEqual({ data: expect.anything(), codes: [] });
    };
    const whole = { codes: [], data: { patient: { givenName: { latin: 'Rahaf' }, prescriptions: { edges: [{}] } } } };
    await expectDown();
    await proxy.restore();
    await expect.poll(read, { timeout: 60_000 }).toMatchObject(whole);
    await proxy.cut();
    await expectDown();
    await proxy.restore();
    await expect.poll(read, { timeout: 60_000 }).toMatchObject(whole);
  });
});
