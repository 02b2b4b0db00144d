import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEventStream, until } from '../gateway/support/streamClients.ts';
import { startWardGateway, startWards } from '../gateway/support/wardSubgraphs.ts';
import { askedFields } from '../support/askedFields.ts';
import { withRules } from '../support/editSupergraph.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import {
  callerNamedIn,
  callers,
  chartSubgraphs,
  type FieldName,
  mayRead,
  rulesets,
  type TestCaller,
} from './concurrency/chart.ts';
import { comparable, expectedOf, operationAt, type TestOperation } from './concurrency/operations.ts';

const gatewaySecret = 'a secret of at least thirty-two characters';
const none = callers[0] as TestCaller;
const all = callers.at(-1) as TestCaller;

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer.stop());

/** Thousands of requests take their time where much else runs. */
vi.setConfig({ testTimeout: 120_000 });

describe.each([
  ['each request on its own', false],
  ['identical requests sharing a run', true],
])('callers with different grants at the same instant, %s', (_, shareInFlight) => {
  let gateway: TestGateway;
  let composed: string;
  /** Which of the rulesets were written to the file, and which were reported to be in force: one after the other. */
  let written = 0;
  let reported = 0;
  const refused: unknown[] = [];

  beforeAll(async () => {
    const tokens = { jwksUrl: issuer.jwksUrl, policiesClaim: 'policies' };
    gateway = await startTestGateway(
      chartSubgraphs,
      {
        tokens,
        gatewaySecret,
        trust: { claims: new Map(chartSubgraphs.map(({ name }) => [name, ['facilityId' as const]])) },
        shareInFlight,
        // Room for a few plans: the others are made again and again.
        maxCachedBytes: 400_000,
        onReload(error) {
          if (error === undefined) reported += 1;
          else refused.push(error);
        },
      },
      (sdl) => withRules(writtenRulesOf(0))((composed = sdl)),
    );
  });
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.subgraphs.asked.length = 0;
  });

  const rulesOf = (version: number) => rulesets[version % rulesets.length]?.rules ?? {};
  const writtenRulesOf = (version: number) => rulesets[version % rulesets.length]?.written ?? {};

  /** Asks, and compares the whole answer with what the rules in force say of this caller. */
  async function ask(caller: TestCaller, operation: TestOperation, { accept = 'application/json', padding = '' } = {}) {
    const first = reported;
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...(await issuer.headersFor(caller.claims)) },
      body: JSON.stringify({ query: `${operation.query}${padding}`, variables: operation.variables }),
    });
    const text = await response.text();
    const versions = Array.from({ length: written - first + 1 }, (_item, at) => first + at);
    const answer = comparable(bodyOf(text));
    const wanted = versions.map((version) => expectedOf(operation, caller, rulesOf(version)));
    if (!wanted.some((item) => isDeepStrictEqual(answer, item)))
      expect({ answer, operation: operation.query, caller: caller.name }).toEqual({ answer: wanted[0] });
    const foreign = (text.match(/SECRET:[\w.]+/g) ?? []).filter((value) => {
      const [field, , owner] = value.slice('SECRET:'.length).split('.');
      return owner !== caller.name || !versions.some((at) => mayRead(caller, field as FieldName, rulesOf(at)));
    });
    expect(foreign).toEqual([]);
    return text;
  }

  /** Each subgraph request is made for one caller: it asks only for what that one may read, and tells only what that one was told. */
  function expectLawfulAsking(version: number): void {
    const byRequest = new Map<string, readonly string[]>();
    for (const { subgraph, query, variables, headers } of gateway.subgraphs.asked) {
      const { sources } = gateway.subgraphs;
      const fields = byRequest.get(query) ?? [
        ...askedFields({ asked: [{ subgraph, query, variables, headers }], sources }),
      ];
      byRequest.set(query, fields);
      const name = callerNamedIn(headers as Record<string, string>);
      const caller = callers.find((item) => item.name === name) as TestCaller;
      const isDenied = (coordinate: string) =>
        !mayRead(caller, coordinate.replace('Patient.', '') as FieldName, rulesOf(version));
      expect({ name, denied: fields.filter(isDenied) }).toEqual({ name, denied: [] });
      const told = JSON.stringify(variables).match(/SECRET:[\w.]+/g) ?? [];
      expect(told.filter((value) => !value.endsWith(`.${name}`))).toEqual([]);
    }
  }

  it('two callers, one operation, over and over, from a cold plan to a warm one', async () => {
    for (let round = 0; round < 16; round += 1) {
      const operation = operationAt(round % 8);
      const both = Array.from({ length: 20 }, (_item, index) => ask(index % 2 === 0 ? none : all, operation));
      await Promise.all(both);
    }
    expectLawfulAsking(0);
    const roots = gateway.subgraphs.asked.filter(({ query }) => /\bpatients?\(/.test(query));
    if (shareInFlight) expect(roots.length).toBeLessThan(16 * 20);
    else expect(roots).toHaveLength(16 * 20);
  });

  it('eight callers with eight different grants', async () => {
    for (let round = 0; round < 8; round += 1) {
      const operation = operationAt(100 + (round % 4));
      await Promise.all(Array.from({ length: 5 }, () => callers.map((caller) => ask(caller, operation))).flat());
    }
    expectLawfulAsking(0);
  });

  it('while plans and parsed documents are evicted under them', async () => {
    // Long documents crowd out the others: the cache of documents is bounded by their length.
    const padding = `\n# ${'x'.repeat(500_000)}`;
    for (let round = 0; round < 16; round += 1) {
      const operation = operationAt(200 + (round % 8));
      const longer = operationAt(300 + round);
      await Promise.all([
        ...callers.map((caller) => ask(caller, operation)),
        ...[none, all].flatMap((caller) => [0, 1].map(() => ask(caller, longer, { padding }))),
        ...callers.map((caller) => ask(caller, operation)),
      ]);
    }
    expectLawfulAsking(0);
  });

  it('what @defer puts off, in parts for who may read it all', async () => {
    const accept = 'multipart/mixed; deferSpec=20220824, application/json';
    const texts: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const operation = operationAt(400 + round, { isDeferring: true });
      const asked = await Promise.all(
        [...callers, ...callers, all, all].map((caller) => ask(caller, operation, { accept })),
      );
      texts.push(...asked);
    }
    expectLawfulAsking(0);
    expect(texts.filter((text) => text.includes('"incremental"')).length).toBeGreaterThan(8);
  });

  it('through reloads: once one is reported, nobody sees what the new rules forbid', async () => {
    const over = new AbortController();
    let asked = 0;
    const storm = callers.map(async (caller, at) => {
      for (; !over.signal.aborted; asked += 1) await ask(caller, operationAt(500 + ((asked + at) % 20)));
    });
    const change = async () => {
      for (let version = 1; version <= 3; version += 1) {
        const asBefore = asked;
        written = version;
        const next = withRules(writtenRulesOf(version))(composed);
        // Each version loosens rules of the one before.
        const hash = createHash('sha256').update(next).digest('hex').slice(0, 12);
        writeFileSync(`${gateway.supergraphFile}.acknowledged`, hash);
        writeFileSync(gateway.supergraphFile, next);
        await until(() => reported === version || refused.length > 0 || over.signal.aborted);
        expect(refused).toEqual([]);
        await until(() => asked > asBefore + 3 * callers.length || over.signal.aborted);
      }
    };
    const end = () => over.abort();
    await Promise.all([change().finally(end), ...storm.map((one) => one.finally(end))]);
    expect(reported).toBe(3);

    gateway.subgraphs.asked.length = 0;
    await Promise.all(callers.flatMap((caller) => [500, 501, 502].map((index) => ask(caller, operationAt(index)))));
    expectLawfulAsking(3);
  });
});

describe('subscribers with different grants', () => {
  it('each see their own view of every event', async () => {
    const wards = await startWards();
    const gateway = await startWardGateway([wards.monitor, wards.registry], {
      tokens: { jwksUrl: issuer.jwksUrl },
      gatewaySecret,
    });
    const query = 'subscription { measured(ward: "A") { number note patient { id name address } } }';
    const scopes = ['', 'notes', 'address', 'notes address', '', 'notes', 'address', 'notes address'];
    const subscribers = await Promise.all(
      scopes.map(async (scope, at) => {
        const headers = await issuer.headersFor({ scope, facility_id: `c${at}` });
        return { scope, stream: await openEventStream(gateway.url, query, { headers }) };
      }),
    );
    await until(() => wards.topic.subscribers() === scopes.length);
    const events = 60;
    for (let number = 1; number <= events; number += 1) wards.topic.publish({ number, patient: { id: `p${number}` } });

    await Promise.all(
      subscribers.map(async ({ scope, stream }) => {
        const [hasNotes, hasAddress] = [scope.includes('notes'), scope.includes('address')];
        for (let number = 1; number <= events; number += 1) {
          const { data } = (await stream.next()) as { data: Parameters<typeof comparable>[0] };
          const note = hasNotes ? `SECRET note ${number}` : null;
          const address = hasAddress ? `SECRET address of p${number}` : null;
          const patient = { id: `p${number}`, name: `name of p${number}`, address };
          const paths = [...(hasNotes ? [] : ['measured.note']), ...(hasAddress ? [] : ['measured.patient.address'])];
          expect(comparable(data)).toEqual({
            data: { measured: { number, note, patient } },
            errors: paths.map((path) => ({ path, code: 'UNAUTHORIZED_FIELD_OR_TYPE' })),
          });
        }
        stream.close();
      }),
    );
    const asked = [...wards.monitor.asked, ...wards.registry.asked];
    expect(wards.registry.asked).toHaveLength(events * scopes.length);
    for (const { query: sent, headers } of asked) {
      const held = decodeJwt(String(headers['x-wasl-caller']))['scopes'] as string[];
      expect(held.includes('notes') || !/\bnote\b/.test(sent)).toBe(true);
      expect(held.includes('address') || !/\baddress\b/.test(sent)).toBe(true);
    }
    await gateway.stop();
    await wards.stop();
  });
});

type Body = { data?: unknown; errors?: unknown[] };
type Part = Body & { incremental?: (Body & { path: (string | number)[] })[] };

/** The body of an answer; of one in parts, what the parts add up to. */
function bodyOf(text: string): Body {
  if (!text.startsWith('\r\n---')) return JSON.parse(text) as Body;
  const pieces = text.split('\r\n---').filter((piece) => piece.includes('{'));
  const parts = pieces.map((piece) => JSON.parse(piece.slice(piece.indexOf('{'))) as Part);
  const [first, ...more] = parts as [Part, ...Part[]];
  for (const { data, path } of more.flatMap(({ incremental = [] }) => incremental)) {
    let place = first.data as Record<string | number, unknown>;
    for (const key of path) place = place[key] as typeof place;
    Object.assign(place, data);
  }
  return {
    data: first.data,
    errors: parts.flatMap(({ errors = [], incremental = [] }) => [
      ...errors,
      ...incremental.flatMap((part) => part.errors ?? []),
    ]),
  };
}
