import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errors } from '@wasl/schema/errors.ts';
import { buildASTSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cyclesOf, goRound } from './support/cyclesOf.ts';
import { startNational, supergraphFile } from './support/startNational.ts';

const operationsDir = fileURLToPath(new URL('../../../schema/operations/', import.meta.url));
const schema = buildASTSchema(parse(readFileSync(supergraphFile, 'utf8')), { assumeValid: true });
const everyone = ['citizen', 'physician', 'pharmacist', 'registrar'];

let national: Awaited<ReturnType<typeof startNational>>;

beforeAll(async () => {
  national = await startNational();
});

afterAll(() => national?.stop());

/** Asks and expects that nobody was asked for it. */
async function refused(roles: string[] | null, query: string, variables: object = {}) {
  const before = national.asked();
  const { status, body } = await national.ask(roles, query, variables);
  expect(body.errors?.[0]?.extensions.code).toBe('OPERATION_TOO_COSTLY');
  expect(status).toBe(400);
  expect(national.asked()).toBe(before);
  return body.errors?.[0]?.extensions.cost;
}

async function allowed(roles: string[] | null, query: string, variables: object = {}) {
  const before = national.asked();
  const { body } = await national.ask(roles, query, variables);
  expect(body.errors?.map(({ extensions }) => extensions.code)).not.toContain('OPERATION_TOO_COSTLY');
  expect(national.asked()).toBeGreaterThan(before);
}

const family = (levels: number): string =>
  levels === 0 ? '{ healthId }' : `{ ${levels % 2 ? 'dependants' : 'guardians'} ${family(levels - 1)} }`;
const visits = (levels: number, first = '100'): string =>
  levels === 0 ? '{healthId}' : `{encounters(first:${first}){edges{node{patient${visits(levels - 1, first)}}}}}`;

describe('what took systems down is refused before anybody is asked', () => {
  test('a parent asks for the family thirteen steps deep', async () => {
    const query = `{me{patient${family(13).replaceAll(' ', '')}}}`;
    expect(query.length).toBeLessThan(350);
    const cost = await refused(['guardian'], query);
    expect(cost).toMatchObject({ most: 5_000, path: expect.stringMatching(/^me\.patient\.dependants\.guardians/) });
    expect(cost?.estimated).toBeGreaterThan(1_000_000);
  });

  test('visits of the patients of visits, twelve steps deep', async () => {
    for (const [role, most] of [
      ['citizen', 5_000],
      ['physician', 10_000],
      ['partner', 20_000],
    ] as const) {
      const cost = await refused([role], `{patient(healthId:"1")${visits(12)}}`);
      expect(cost).toMatchObject({ most, estimated: Number.MAX_SAFE_INTEGER });
    }
    await refused(null, `{patient(healthId:"1")${visits(12)}}`);
  });

  test('the refusal says what it costs, in the language of its reader', async () => {
    const { body } = await national.ask(
      ['physician'],
      `{patient(healthId:"1")${visits(2)}}`,
      {},
      { 'accept-language': 'ar' },
    );
    const estimated = 1 + 1 + 1 + 100 * (2 + 1 + 1 + 100 * (2 + 1));
    expect(body).toEqual({
      errors: [
        {
          message: errors.OPERATION_TOO_COSTLY.ar,
          extensions: {
            code: 'OPERATION_TOO_COSTLY',
            cost: { estimated, most: 10_000, path: 'patient.encounters.edges.node.patient.encounters.edges.node' },
          },
        },
      ],
    });
  });

  const cycles = cyclesOf(schema, 'Patient', 6);
  const names = (cycle: (typeof cycles)[number]) => cycle.map(({ name }) => name).join('.');

  test('there are cycles of every subgraph', () => {
    expect(cycles.length).toBeGreaterThanOrEqual(10);
    expect(cycles.map(names)).toEqual(
      expect.arrayContaining([
        'guardians',
        'dependants',
        'encounters.edges.node.patient',
        'prescriptions.edges.node.patient',
      ]),
    );
  });

  test.each(cycles.map((cycle) => [names(cycle), cycle] as const))('round and round %s', async (_, cycle) => {
    const rounds = Math.floor(45 / cycle.length);
    for (const role of ['guardian', 'physician', 'partner']) await refused([role], goRound([cycle], rounds));
  });

  test('any two of the shortest cycles in turn', async () => {
    const shortest = cycles.toSorted((one, other) => one.length - other.length).slice(0, 14);
    for (const first of shortest)
      for (const second of shortest) {
        const rounds = Math.floor(90 / (first.length + second.length));
        await refused(everyone, goRound([first, second], Math.min(rounds, 12)));
      }
  });

  test.each([
    [
      'aliases of one page',
      `{patient(healthId:"1"){${Array.from({ length: 110 }, (_, i) => `a${i}:encounters(first:100){edges{cursor}}`).join(' ')}}}`,
    ],
    [
      'aliases of a search',
      `{${Array.from({ length: 41 }, (_, i) => `a${i}:searchPatients(demographics:{givenName:"a",familyName:"b"}){score}`).join(' ')}}`,
    ],
    [
      'a named fragment, spread at each step',
      `{patient(healthId:"1"){...A}} fragment A on Patient{encounters(first:100){edges{node{patient{...B}}}}} fragment B on Patient{encounters(first:100){edges{node{patient{healthId}}}}}`,
    ],
    [
      'an inline fragment',
      `{patient(healthId:"1"){...on Patient @include(if:true){encounters(first:100){edges{node{...{patient{observations(first:100){edges{cursor}}}}}}}}}}`,
    ],
    [
      'what is put off',
      `{patient(healthId:"1"){...@defer{encounters(first:100){edges{node{patient{observations(first:100){edges{cursor}}}}}}}}}`,
    ],
    [
      'a write that brings back too much',
      `mutation{grant:recordConsent(input:{idempotencyKey:"12345678",healthId:"1",decision:PERMIT}){patient${visits(2)}}}`,
    ],
    [
      'registers within registers',
      `{facilities(first:100){edges{node{id}}} practitioners(first:100){edges{cursor}} ${Array.from({ length: 150 }, (_, i) => `m${i}:medications(first:100){edges{node{id}}}`).join(' ')}}`,
    ],
  ])('%s', async (_, query) => {
    await refused(everyone, query);
  });
});

describe('variables', () => {
  const query = `query($first:Int){patient(healthId:"1")${visits(2, '$first')}}`;

  test.each([[100], [1_000_000], [2_147_483_647]])('%s items in each page are refused', async (first) => {
    await refused(['physician'], query, { first });
  });

  test.each([[{ first: 5 }], [{ first: null }], [{}], [{ first: -1 }], [{ first: 0 }]])(
    '%o is answered',
    async (variables) => {
      await allowed(['physician'], query, variables);
    },
  );

  test('what is skipped does not count', async () => {
    const both = `query($deep:Boolean!){patient(healthId:"1"){healthId ...@include(if:$deep)${visits(3)}}}`;
    await refused(['physician'], both, { deep: true });
    await allowed(['physician'], both, { deep: false });
  });
});

describe('budgets', () => {
  const costing = (pages: number) =>
    `{facilities(first:100){edges{cursor}} ${Array.from({ length: pages }, (_, i) => `f${i}:facilities(first:100){edges{node{id}}}`).join(' ')}}`;

  test.each([
    [null, 2_000, 9, 10],
    [['citizen'], 5_000, 24, 25],
    [['auditor', 'citizen'], 10_000, 49, 50],
    [['physician'], 10_000, 49, 50],
    [['partner'], 20_000, 98, 99],
  ])('%o may spend %i', async (roles, most, within, beyond) => {
    await allowed(roles, costing(within));
    expect(await refused(roles, costing(beyond))).toMatchObject({ most });
  });

  test('what is set takes the place of what is usual', async () => {
    const other = await startNational({ maxCost: { anonymous: 300, staff: 50_000 } });
    expect((await other.ask(null, costing(2))).body.errors?.[0]?.extensions.cost?.most).toBe(300);
    expect((await other.ask(['physician'], costing(60))).body.errors?.[0]?.extensions.code).not.toBe(
      'OPERATION_TOO_COSTLY',
    );
    expect((await other.ask(['citizen'], costing(25))).body.errors?.[0]?.extensions.cost?.most).toBe(5_000);
    await other.stop();
  });
});

describe('what is shipped', () => {
  test.each(readdirSync(operationsDir))(
    '%s is within the narrowest budget of who may ask it, with the largest pages',
    async (file) => {
      const text = readFileSync(`${operationsDir}${file}`, 'utf8');
      const roles = file === 'facilities.graphql' ? null : ['citizen'];
      for (const query of [text, text.replaceAll(/first: \d+/g, 'first: 100')]) {
        const { body } = await national.ask(roles, query, { healthId: '1' });
        expect(body.errors?.map(({ extensions }) => extensions.code)).not.toContain('OPERATION_TOO_COSTLY');
      }
    },
  );
});
