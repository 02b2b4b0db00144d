import { readMetrics } from '../gateway/support/readMetrics.ts';
import type { Client, CombinedError } from '@urql/core';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../support/startDemo.ts';
import { writeBombs } from './schemaBombs.ts';

// The national graph as it is shipped, over HTTP, under its real schema: what a signed-in person can make of it.

const mebibyte = 1024 * 1024;
let demo: Demo;
let parent: Client;
let physician: Client;

beforeAll(async () => {
  demo = await startDemo();
  [parent, physician] = [await demo.as('citizen'), await demo.as('physician')];
});
afterAll(() => demo?.stop());

interface Outcome {
  /** Bytes of the answer's data; 0 where there is none. */
  bytes: number;
  /** Codes of refusals and of fields. */
  codes: string[];
}

async function ask(client: Client, query: string): Promise<Outcome> {
  const { data, error } = await client.query<unknown>(query, {}).toPromise();
  return { bytes: data == null ? 0 : JSON.stringify(data).length, codes: codesOf(error) };
}

function codesOf(error: CombinedError | undefined): string[] {
  // A gateway that is gone has no codes.
  if (error?.networkError) throw error.networkError;
  return (error?.graphQLErrors ?? []).map(({ extensions }) => String(extensions['code']));
}

async function ownHealthId(): Promise<string> {
  const { data } = await parent.query<{ me: { patient: { healthId: string } } }>('{ me { patient { healthId } } }', {});
  return data!.me.patient.healthId;
}

/** Repeats what is between, so many times. */
const nested = (open: string, inner: string, times: number) =>
  `${open.repeat(times)} ${inner} ${'}'.repeat((open.match(/\{/g)?.length ?? 0) * times)}`;

/** Codes with which the gateway may refuse an operation as a whole for its size. */
const refusals = [
  'OPERATION_TOO_COSTLY',
  'OPERATION_TOO_LARGE',
  'ANSWER_TOO_LARGE',
  'PLANNING_FAILED',
  'DEADLINE_EXCEEDED',
];
/** Codes that would mean that something gave way. */
const collapses = [
  'INTERNAL_SERVER_ERROR',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'DOWNSTREAM_SERVICE_ERROR',
  'OVERLOADED',
];

function expectBounded({ bytes, codes }: Outcome): void {
  expect(codes.filter((code) => collapses.includes(code))).toEqual([]);
  expect(bytes).toBeLessThan(32 * mebibyte);
  if (bytes === 0) expect(codes).not.toEqual([]);
}

async function expectWell(): Promise<void> {
  for (const client of [parent, physician]) {
    const { bytes, codes } = await ask(
      client,
      '{ me { patient { healthId } } facilities(first: 1) { edges { node { id } } } }',
    );
    expect(codes.filter((code) => collapses.includes(code))).toEqual([]);
    expect(bytes).toBeGreaterThan(0);
  }
  const { value } = await readMetrics(`http://127.0.0.1:${demo.port}`);
  expect(value('process_resident_memory_bytes')).toBeLessThan(2_500 * mebibyte);
}

describe('the two that once ended it', () => {
  it("a parent's families of families, thirteen deep", async () => {
    const family = nested('dependants { guardians { ', 'healthId', 6);
    expect((await ask(parent, `{ me { patient { ${family} } } }`)).codes).toEqual(['OPERATION_TOO_COSTLY']);
    await expectWell();
  });

  it('encounters of the patients of encounters, twelve deep', async () => {
    const healthId = await ownHealthId();
    const encounters = nested('encounters(first: 100) { edges { node { patient { ', 'healthId', 12);
    for (const client of [parent, physician]) {
      const { bytes, codes } = await ask(client, `{ patient(healthId: "${healthId}") { ${encounters} } }`);
      expect(bytes).toBe(0);
      expect(refusals).toContain(codes[0]);
    }
    await expectWell();
  });
});

// Six deep the smaller ones run, thirteen deep all that multiply are refused.
it.each([6, 13])(
  'every cycle of the schema and every product of its lists, %i deep, is refused or answered within bounds',
  async (depth) => {
    const { data } = await parent.query<IntrospectionQuery>(getIntrospectionQuery(), {}).toPromise();
    const values = { healthId: JSON.stringify(await ownHealthId()) };
    const bombs = writeBombs(buildClientSchema(data!), { depth, values });
    expect(bombs.length).toBeGreaterThan(40);
    const outcomes: Outcome[] = [];
    const remaining = [...bombs];
    const work = async (client: Client) => {
      for (let bomb = remaining.shift(); bomb; bomb = remaining.shift()) outcomes.push(await ask(client, bomb.query));
    };
    await Promise.all([parent, physician, parent, physician].map(work));
    expect(outcomes).toHaveLength(bombs.length);
    for (const outcome of outcomes) expectBounded(outcome);
    const answered = outcomes.filter(({ bytes }) => bytes > 0);
    expect(answered.length).toBeGreaterThan(10);
    const refused = outcomes.filter(({ codes }) => codes[0] === 'OPERATION_TOO_COSTLY');
    if (depth === 13) expect(refused.length).toBeGreaterThan(20);
    await expectWell();
  },
);
