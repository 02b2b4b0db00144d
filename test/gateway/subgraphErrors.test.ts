import { SubgraphErrorReport } from '@wasl/gateway/pipeline/subgraphErrorReport';
import { errors as errorTable } from '@wasl/schema/errors.ts';
import { subgraphCodes } from '@wasl/schema/subgraphCodes.ts';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTopic, type EventSubgraph, startEventSubgraph } from './support/startEventSubgraph.ts';
import { openEventStream, openSocketClient, until } from './support/streamClients.ts';
import { startWardGateway, type WardGateway } from './support/wardSubgraphs.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])`;
const wardSdl = `${link}
  type Query { bed: Bed other: Bed fails: String failsWhole: String! }
  type Mutation { make: String }
  type Subscription { reading: Reading refused: Reading }
  type Reading { pulse: Int bed: Bed }
  type Bed @key(fields: "id") { id: ID! name: String }`;
const billsSdl = `${link} type Bed @key(fields: "id") { id: ID! cost: Int list: [Int] }`;

interface Told {
  message: string;
  extensions?: Record<string, unknown>;
}
interface Shown {
  message: string;
  path?: unknown[];
  extensions: Record<string, unknown>;
}

const topic = createTopic();
let told: Told;
let ward: EventSubgraph;
let bills: EventSubgraph;
let overSockets: WardGateway;
let overEvents: WardGateway;
let logged: { errorId: string; error: unknown }[];

beforeAll(async () => {
  const fail = (): never => {
    throw new GraphQLError(told.message, { extensions: told.extensions });
  };
  const own = { resolve: (event: unknown) => event };
  ward = await startEventSubgraph('ward', wardSdl, {
    Query: { bed: () => ({ id: 'B' }), other: () => ({ id: 'C' }), fails: fail, failsWhole: fail },
    Mutation: { make: fail },
    Subscription: {
      reading: { subscribe: () => topic.subscribe(), ...own },
      refused: { subscribe: fail, ...own },
    },
    Reading: { pulse: fail },
    Bed: { __resolveReference: (reference: object) => reference, name: () => 'N' },
  });
  bills = await startEventSubgraph('bills', billsSdl, {
    Bed: { __resolveReference: (reference: object) => reference, cost: fail, list: () => [1] },
  });
  const log = (errorId: string, error: unknown) => void logged.push({ errorId, error });
  overSockets = await startWardGateway([ward, bills], { log });
  const protocols = new Map([['ward', 'sse' as const]]);
  overEvents = await startWardGateway([ward, bills], { log, subscriptions: { protocols } });
});

beforeEach(() => {
  logged = [];
});

afterAll(async () => {
  await Promise.all([overSockets?.stop(), overEvents?.stop()]);
  await Promise.all([ward?.stop(), bills?.stop()]);
});

async function post(query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(overSockets.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'ar', ...headers },
    body: JSON.stringify({ query }),
  });
}

const errorsOf = (body: unknown) => (body as { errors: Shown[] }).errors;
const whole = async (query: string) => errorsOf(await (await post(query)).json());

async function parts(query: string): Promise<Shown[]> {
  const text = await (await post(query, { accept: 'multipart/mixed; deferSpec=20220824, application/json' })).text();
  const [, , last = ''] = text.split('content-type: application/json; charset=utf-8\r\n\r\n');
  const { incremental } = JSON.parse(last.slice(0, last.indexOf('\r\n'))) as { incremental: unknown[] };
  return errorsOf(incremental[0]);
}

async function firstEvent(url: string, query: string, publish?: unknown): Promise<Shown[]> {
  const stream = await openEventStream(url, query, { headers: { 'accept-language': 'ar' } });
  if (publish !== undefined) {
    await until(() => topic.subscribers() === 1);
    topic.publish(publish);
  }
  const event = await stream.next();
  stream.close();
  await until(() => topic.subscribers() === 0);
  return errorsOf(event?.data);
}

async function overSocket(query: string, publish?: unknown): Promise<Shown[]> {
  const client = openSocketClient(overSockets.url, { 'accept-language': 'ar' });
  const results = client.iterate({ query });
  const first = results.next();
  if (publish !== undefined) {
    await until(() => topic.subscribers() === 1);
    topic.publish(publish);
  }
  const { value } = (await first) as { value: unknown };
  await client.dispose();
  await until(() => topic.subscribers() === 0);
  return errorsOf(value);
}

/** Every way by which an error of a subgraph can leave the gateway. */
const exits: [name: string, ask: () => Promise<Shown[]>][] = [
  ['a root field', () => whole('{ fails }')],
  ['an answer without data', () => whole('{ failsWhole }')],
  ['an entity', () => whole('{ bed { cost } }')],
  ['entities that are asked for together', () => whole('{ bed { cost } other { list cost } }')],
  ['a mutation', () => whole('mutation { make }')],
  ['a part that was put off', () => parts('{ bed { name ... @defer { cost } } }')],
  ['one event for a query', () => firstEvent(overSockets.url, '{ fails }')],
  ['a query over a socket', () => overSocket('{ fails }')],
  ['an event, from a socket', () => firstEvent(overSockets.url, 'subscription { reading { pulse } }', {})],
  ['an event, from server-sent events', () => firstEvent(overEvents.url, 'subscription { reading { pulse } }', {})],
  ['an event to a socket', () => overSocket('subscription { reading { pulse } }', {})],
  [
    'an entity in an event',
    () => firstEvent(overSockets.url, 'subscription { reading { bed { cost } } }', { bed: { id: 'B' } }),
  ],
  ['a refused subscription, from a socket', () => firstEvent(overSockets.url, 'subscription { refused { pulse } }')],
  [
    'a refused subscription, from server-sent events',
    () => firstEvent(overEvents.url, 'subscription { refused { pulse } }'),
  ],
  ['a refused subscription to a socket', () => overSocket('subscription { refused { pulse } }')],
];

describe.each(exits)('an error by %s', (_, ask) => {
  test('that is marked as meant for people reaches the client, without the mark', async () => {
    told = { message: 'لا يوجد سرير شاغر', extensions: { code: 'NO_FREE_BED', forPeople: true, field: 'ward' } };
    const [error] = await ask();
    expect(error).toMatchObject({ message: told.message });
    expect(error?.extensions).toEqual({ code: 'NO_FREE_BED', field: 'ward' });
    expect(logged).toEqual([]);
  });

  test('that is not is one sentence, with an id that finds a line of the log which names no patient', async () => {
    told = { message: 'patient 990012345678 has HIV', extensions: { code: 'X_SECRET', sql: 'select 1', field: 'f' } };
    const errors = await ask();
    for (const { message, extensions } of errors) {
      expect(message).toBe(errorTable.DOWNSTREAM_SERVICE_ERROR.ar);
      expect(extensions).toEqual({ code: 'DOWNSTREAM_SERVICE_ERROR', errorId: logged[0]?.errorId });
    }
    expect(errors.length).toBeGreaterThan(0);
    expect(logged).toHaveLength(1);
    const { error } = logged[0] ?? {};
    expect(error).toBeInstanceOf(SubgraphErrorReport);
    const { about, stack } = error as SubgraphErrorReport;
    expect(about).toMatchObject({
      subgraph: expect.stringMatching(/^(ward|bills)$/),
      codeDigest: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(JSON.stringify(about)).not.toContain('X_SECRET');
    expect(about).toMatchObject({ messageLength: told.message.length });
    expect(`${JSON.stringify(about)} ${stack}`).not.toMatch(/990012345678|HIV|select/);
  });

  test('that has a code of our table and no mark is told in our words', async () => {
    told = { message: 'patient 990012345678', extensions: { code: 'NOT_FOUND', argument: 'healthId', secret: 'x' } };
    const [error] = await ask();
    expect(error?.message).toBe(errorTable.NOT_FOUND.ar);
    expect(error?.extensions).toEqual({ code: 'NOT_FOUND', argument: 'healthId' });
    expect(logged).toEqual([]);
  });

  test('cannot bear a code that is the gateway’s own word, marked or not', async () => {
    for (const forPeople of [true, false]) {
      told = { message: 'Sign in at evil.example', extensions: { code: 'UNAUTHENTICATED', forPeople } };
      const [error] = await ask();
      expect(error?.message).toBe(errorTable.DOWNSTREAM_SERVICE_ERROR.ar);
      expect(error?.extensions).toEqual({
        code: 'DOWNSTREAM_SERVICE_ERROR',
        errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });
});

test('entities are asked for together in the case above', () => {
  expect(bills.asked.some(({ query }) => query.includes('_entities1'))).toBe(true);
});

describe('of a marked error', () => {
  const shown = async (error: Told) => {
    told = { message: error.message, extensions: { forPeople: true, ...error.extensions } };
    return (await whole('{ fails }'))[0];
  };

  const gatewayCodes = Object.keys(errorTable).filter((code) => !(subgraphCodes as readonly string[]).includes(code));
  const forged = [...gatewayCodes, 'UNAUTHORIZED', 'PERSISTED_QUERY_NOT_FOUND', 'INTERNAL_ERROR', 'SUBGRAPH_X'];
  const unusable = ['', 'no bed', 'unauthenticated', 'A'.repeat(65), 'UNAUTHENTICATED\u200b', 7, null, ['NO_BED'], {}];
  test.each([...forged.filter((code) => code !== 'DOWNSTREAM_SERVICE_ERROR'), ...unusable])(
    'the code %j makes it generic',
    async (code) => {
      const error = await shown({ message: 'm', extensions: { code } });
      expect(error).toMatchObject({ message: errorTable.DOWNSTREAM_SERVICE_ERROR.ar });
      expect(error?.extensions).toMatchObject({ code: 'DOWNSTREAM_SERVICE_ERROR', errorId: expect.any(String) });
    },
  );

  test('each code about records may be said, and one that has none gets the generic code', async () => {
    for (const code of subgraphCodes)
      expect(await shown({ message: 'm', extensions: { code } })).toMatchObject({ message: 'm', extensions: { code } });
    expect(await shown({ message: 'm' })).toMatchObject({ message: 'm' });
    expect((await shown({ message: 'm' }))?.extensions).toEqual({ code: 'DOWNSTREAM_SERVICE_ERROR' });
  });

  test.each([['true'], [1], [{}], [[true]], [false], [null]])('a mark that is %j is none', async (forPeople) => {
    const error = await shown({ message: 'm', extensions: { code: 'NO_BED', forPeople } });
    expect(error).toMatchObject({ extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } });
  });

  test('the message is one line of text that can be seen, of 500 characters', async () => {
    const messages: [string, string][] = [
      ['a\u202eb\u2066c\u200fd\u0000e\u001b[31mf\u00adg', 'abcde[31mfg'],
      ['one\r\ntwo\tthree\u2028four', 'one two three four'],
      ['می\u200cخواهم', 'می\u200cخواهم'],
      ['\ud800x', 'x'],
      ['😀'.repeat(600), `${'😀'.repeat(500)}…`],
    ];
    for (const [sent, message] of messages)
      expect(await shown({ message: sent, extensions: { code: 'NO_BED' } })).toMatchObject({ message });
  });

  test('a message of which nothing can be seen makes it generic', async () => {
    const error = await shown({ message: '\u202e\u200b\n', extensions: { code: 'NO_BED' } });
    expect(error).toMatchObject({ extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } });
  });

  test('extensions are those of a list, each in its form', async () => {
    const internals = Object.fromEntries(
      'stacktrace stack exception originalError debug file line trace serviceName service url request response sql cause message'
        .split(' ')
        .map((name) => [name, 'internal-host-7']),
    );
    const extensions = {
      ...internals,
      code: 'NO_BED',
      field: 'input.beds[2].name',
      argument: 'select * from patient',
      minimum: 1,
      maximum: '2',
      retryAfterSeconds: 30,
      details: {
        ward: 'A\u202e7',
        beds: 3,
        isFull: true,
        stack: ['internal-host-7'],
        inner: { url: 'internal-host-7' },
        'a b': 'internal-host-7',
        long: 'x'.repeat(300),
      },
    };
    const error = await shown({ message: 'm', extensions });
    expect(error?.extensions).toEqual({
      code: 'NO_BED',
      field: 'input.beds[2].name',
      minimum: 1,
      retryAfterSeconds: 30,
      details: { ward: 'A7', beds: 3, isFull: true, long: `${'x'.repeat(200)}…` },
    });
  });

  test('names that all objects inherit change nothing', async () => {
    const details = JSON.parse('{"__proto__":"x","toString":"y","constructor":"z"}') as object;
    const extensions = { ...(JSON.parse('{"__proto__":{"field":"x"}}') as object), code: 'NO_BED', details };
    const error = await shown({ message: 'm', extensions });
    expect(error?.extensions).toEqual({ code: 'NO_BED', details: { toString: 'y', constructor: 'z' } });
  });
});

describe('the log', () => {
  const secret = { message: 'secret', extensions: { code: 'X_1234' } };
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  const reports = () => logged.map(({ error }) => (error as SubgraphErrorReport).about);

  test('tells one error at many places once, and all of them have its id', async () => {
    told = secret;
    const errors = errorsOf(await (await post('{ a: bed { cost } b: bed { cost } c: other { x: cost } }')).json());
    expect(errors.length).toBeGreaterThan(2);
    expect(new Set(errors.map(({ extensions }) => extensions['errorId']))).toEqual(new Set([logged[0]?.errorId]));
    expect(logged).toHaveLength(1);
  });

  test('names the trace, the subgraph’s own id and the path, without numbers that an alias may hold', async () => {
    const errorId = '6f1b7d0e-8a9c-4b1d-9e2f-3a4b5c6d7e8f';
    told = { message: 'secret', extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } };
    const [error] = errorsOf(await (await post('{ p990012345678: bed { x: cost } }', trace)).json());
    expect(error?.path).toEqual(['p990012345678', 'x']);
    expect(error?.extensions['errorId']).not.toBe(errorId);
    expect(reports()).toEqual([
      {
        subgraph: 'bills',
        code: 'INTERNAL_SERVER_ERROR',
        path: ['p#', 'x'],
        messageLength: 6,
        messageDigest: expect.stringMatching(/^[0-9a-f]{12}$/),
        traceId: '0af7651916cd43dd8448eb211c80319c',
        subgraphErrorId: errorId,
      },
    ]);
  });

  test('takes nothing of a subgraph’s that is not in the form of what it should be', async () => {
    told = { message: 'secret', extensions: { code: 'Ahmad has HIV', errorId: 'Ahmad' } };
    await post('{ fails }', { traceparent: 'Ahmad' });
    expect(JSON.stringify(reports())).not.toContain('Ahmad');
    expect(reports()).toMatchObject([{ subgraph: 'ward', path: ['fails'] }]);
  });
});
