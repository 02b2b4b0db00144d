import { fileURLToPath } from 'node:url';
import type { ChangedFacts, FactsElsewhere } from '@wasl/gateway/records/changedFacts';
import { createFactsCache } from '@wasl/gateway/records/factsCache';
import type { Acting, PatientFacts } from '@wasl/gateway/records/patientFacts';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

let issuer: TestIssuer;
let gateway: TestGateway;
let told: ChangedFacts[] = [];
let hear: (changed: ChangedFacts) => void = () => undefined;
const factsElsewhere: FactsElsewhere = {
  tell: (changed) => void told.push(changed),
  onTold: (listener) => void (hear = listener),
};
const world: RecordWorld = { facts: {}, written: [] };
/** Milliseconds by the gateway's clock. */
let nowMs = 0;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(recordSubgraphs(world), {
    tokens: { jwksUrl: issuer.jwksUrl },
    policiesDir,
    factsElsewhere,
    facts: { ttlMs: 600_000, clock: () => nowMs },
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true, isOwn: true }, '2': {} };
  delete world.onFacts;
  hear('everybody');
  told = [];
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

async function ask(role: string, query: string, more: Record<string, unknown> = {}) {
  const headers = await issuer.headersFor({ roles: [role], facility_id: 'F-DI-001', ...more });
  return (await gateway.ask(query, { headers })) as {
    data: { patient: { encounters: unknown; again?: unknown } };
    errors?: { extensions: { code: string } }[];
  };
}

const chart = '{ patient(healthId: "1") { encounters { count } } }';
const deny = 'mutation { deny(healthId: "1", category: "ENCOUNTERS") }';
const questions = () => gateway.subgraphs.asked.filter(({ query }) => query.includes('recordFacts')).length;

test('facts of a caller about a patient serve the requests of some seconds, and nobody else', async () => {
  await ask('physician', chart);
  await ask('physician', chart);
  expect(questions()).toBe(1);
  await ask('nurse', chart);
  await ask('physician', chart, { facility_id: 'F-HL-002' });
  await ask('physician', chart.replace('"1"', '"2"'));
  expect(questions()).toBe(4);
});

test('who has two roles has the facts of each', async () => {
  const headers = await issuer.headersFor({ roles: ['physician', 'pharmacist'], facility_id: 'F-DI-001' });
  const codes: (string | undefined)[] = [];
  for (const role of ['physician', 'pharmacist', 'physician']) {
    const { errors } = (await gateway.ask(chart, { headers: { ...headers, 'x-wasl-role': role } })) as {
      errors?: { extensions: { code: string } }[];
    };
    codes.push(errors?.[0]?.extensions.code);
  }
  const roles = gateway.subgraphs.asked.flatMap(({ query, variables }) =>
    query.includes('recordFacts') ? [variables['role']] : [],
  );
  expect(roles).toEqual(['physician', 'pharmacist']);
  expect(codes[0]).toBeUndefined();
  expect(codes[1]).toBeDefined();
  expect(codes[2]).toBeUndefined();
});

test('what ends at a moment is not kept beyond it, whatever else is', async () => {
  const codes = async () => (await ask('physician', chart)).errors?.map(({ extensions }) => extensions.code) ?? [];
  world.facts['1'] = { isTreating: true, holdsForMs: 700 };
  nowMs = 1_000;
  expect([await codes(), questions()]).toEqual([[], 1]);
  world.facts['1'] = { holdsForMs: 60_000 };
  nowMs = 1_699;
  expect([await codes(), questions()]).toEqual([[], 1]);
  nowMs = 1_700;
  expect([await codes(), questions()]).toEqual([['NO_TREATMENT_RELATIONSHIP'], 2]);
  nowMs = 61_699;
  expect([await codes(), questions()]).toEqual([['NO_TREATMENT_RELATIONSHIP'], 2]);
  // A denial that ends opens at its moment too.
  world.facts['1'] = { isTreating: true };
  nowMs = 61_700;
  expect([await codes(), questions()]).toEqual([[], 3]);
});

test.each(['onFacts', 'onEncounters'] as const)(
  'what ends while a request is answered, %s, closes what it has of it already',
  async (hook) => {
    world.facts['1'] = { isTreating: true, holdsForMs: 10 };
    world[hook] = () => {
      delete world[hook];
      world.facts['1'] = { holdsForMs: 60_000 };
      nowMs += 10;
    };
    const answer = await ask('physician', '{ patient(healthId: "1") { phone encounters { count } } }');
    expect(answer).toMatchObject({ data: { patient: { phone: null, encounters: null } } });
  },
);

test.each([-1, 0])('facts that hold for %d milliseconds are read each time', async (holdsForMs) => {
  world.facts['1'] = { isTreating: true, holdsForMs };
  expect((await ask('physician', chart)).data.patient.encounters).toEqual({ count: 2 });
  const before = questions();
  expect((await ask('physician', chart)).data.patient.encounters).toEqual({ count: 2 });
  expect(questions()).toBeGreaterThan(before);
});

test('consent that is withdrawn between two pages counts for the second', async () => {
  expect((await ask('physician', chart)).data.patient.encounters).toEqual({ count: 2 });
  await ask('citizen', deny);
  const second = await ask('physician', chart);
  expect(second.data.patient.encounters).toBeNull();
  expect(second.errors?.map(({ extensions }) => extensions.code)).toEqual(['CONSENT_DENIED']);
  expect(told).toEqual(['everybody']);
});

test('facts that were read before it and came after it are not kept', async () => {
  let answerFacts = () => undefined as void;
  const held = new Promise<void>((resolve) => (answerFacts = resolve));
  world.onFacts = () => {
    delete world.onFacts;
    return held;
  };
  const inFlight = ask('physician', chart);
  await vi.waitFor(() => expect(questions()).toBe(1));
  await ask('citizen', deny);
  answerFacts();
  expect((await inFlight).data.patient.encounters).toBeNull();
  expect((await ask('physician', chart)).data.patient.encounters).toBeNull();
});

test('what a request decides after it rests on it, though it began before', async () => {
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => (release = resolve));
  // Facts about 1 come with the first wave; those about her mother, 2, with a later one.
  const query = '{ patient(healthId: "1") { encounters { count } mother { mother { phone } } } }';
  world.facts['2'] = { isTreating: true };
  world.facts['3'] = { isTreating: true };
  world.onFacts = () => {
    delete world.onFacts;
    return held;
  };
  const inFlight = ask('physician', query);
  await vi.waitFor(() => expect(questions()).toBe(1));
  await ask('citizen', deny);
  const before = questions();
  release();
  expect((await inFlight).data.patient.encounters).toBeNull();
  expect(questions()).toBeGreaterThan(before);
});

test('another process that wrote is heard', async () => {
  await ask('physician', chart);
  world.facts['1'] = { directives: [{ decision: 'deny', category: 'ENCOUNTERS' }] };
  expect((await ask('physician', chart)).data.patient.encounters).toEqual({ count: 2 });
  hear(['2']);
  expect((await ask('physician', chart)).data.patient.encounters).toEqual({ count: 2 });
  hear(['1']);
  expect((await ask('physician', chart)).data.patient.encounters).toBeNull();
});

test('a visit that is written makes its patient’s facts be read anew', async () => {
  await ask('physician', chart);
  await ask('physician', 'mutation { recordEncounter(healthId: "1") { text } }');
  expect(told).toEqual([['1']]);
  // Once before it runs, whatever is kept, and once after it for what it answers.
  expect(questions()).toBe(3);
  await ask('physician', chart);
  expect(questions()).toBe(3);
});

describe('the cache', () => {
  const acting = (claims: object): Acting => ({
    caller: { claims } as Acting['caller'],
    role: 'nurse',
    facilityId: 'F',
    practitionerId: undefined,
    headers: {},
    asker: undefined,
  });
  const facts: PatientFacts = {
    isOwn: false,
    guardianOf: 'nobody',
    isTreating: true,
    hasActivePrescription: false,
    isGlassBroken: false,
    directives: [],
  };
  const read = vi.fn(async (_: Acting, healthIds: readonly string[]) => new Map(healthIds.map((id) => [id, facts])));

  test('keeps no more than it may, asks only for what it lacks, and for everything where it must', async () => {
    const cache = createFactsCache({ max: 2 });
    const nurse = acting({});
    await cache.read(read, nurse, ['1', '2'], false);
    await cache.read(read, nurse, ['2', '3'], false);
    await cache.read(read, nurse, ['2', '3', '1'], false);
    await cache.read(read, nurse, ['1'], true);
    await cache.read(read, acting({}), ['1'], false);
    expect(read.mock.calls.map(([, ids]) => ids)).toEqual([['1', '2'], ['3'], ['1'], ['1'], ['1']]);
  });

  test('keeps nothing of what is longer than any health ID: a text of a megabyte may be asked for as one', async () => {
    read.mockClear();
    const cache = createFactsCache();
    const nurse = acting({});
    const [long, longest] = ['1'.repeat(129), '1'.repeat(128)];
    for (let time = 0; time < 2; time += 1) await cache.read(read, nurse, [longest, long], false);
    expect(read.mock.calls.map(([, ids]) => ids)).toEqual([[longest, long], [long]]);
  });

  test('forgets the patient who is named, and keeps of the others what is being read', async () => {
    const cache = createFactsCache();
    const nurse = acting({});
    let answer = () => undefined as void;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const slowly = vi.fn(async (_: Acting, healthIds: readonly string[]) => {
      await held;
      return new Map(healthIds.map((id) => [id, facts]));
    });
    const reading = cache.read(slowly, nurse, ['1', '2'], false);
    const since = cache.now();
    cache.drop('1');
    answer();
    await reading;
    expect([cache.isCurrent('1', since), cache.isCurrent('2', since)]).toEqual([false, true]);
    await cache.read(slowly, nurse, ['1', '2'], false);
    expect(slowly.mock.calls.map(([, ids]) => ids)).toEqual([['1', '2'], ['1']]);
    cache.drop();
    expect(cache.isCurrent('2', since)).toBe(false);
  });

  test('forgets after its time, and a patient of whom the registry knew nothing too', async () => {
    const cache = createFactsCache({ ttlMs: 20 });
    const none = vi.fn(async () => new Map<string, PatientFacts>());
    const nurse = acting({});
    await cache.read(none, nurse, ['1'], false);
    await cache.read(none, nurse, ['1'], false);
    expect(none).toHaveBeenCalledTimes(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect((await cache.read(read, nurse, ['1'], false)).get('1')).toBe(facts);
  });
});
