import { readData } from '@wasl/gateway/core/writtenData';
import { createExecutor } from '@wasl/gateway/execution/createExecutor';
import type { Executor } from '@wasl/gateway/execution/executor';
import { getOperationAST, GraphQLError, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from '../federation/exclusive-types/cases.ts';
import { subgraphs } from '../federation/exclusive-types/subgraphs.ts';
import { expectAnswer } from '../federation/support/expectAnswer.ts';
import { type Answered, type Federation, startFederation } from '../federation/support/startFederation.ts';
import { askInParts } from './support/askInParts.ts';
import { createTopic, type EventSubgraph, startEventSubgraph } from './support/startEventSubgraph.ts';
import { openEventStream, until } from './support/streamClients.ts';
import { startWardGateway, type WardGateway } from './support/wardSubgraphs.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation(subgraphs);
});
afterAll(() => federation?.stop());

describe('planned stepwise', () => {
  let executor: Executor;
  beforeAll(async () => {
    const urls = new Map(federation.subgraphs.sources.map(({ name, url }) => [name, url]));
    const headers = { 'content-type': 'application/json' };
    const transport = async (subgraph: string, { body }: { body: string }) => {
      const response = await fetch(urls.get(subgraph) ?? '', { method: 'POST', headers, body });
      const text = await response.text();
      return { status: response.status, body: text, bytes: Buffer.byteLength(text) };
    };
    const { supergraphSdl } = federation;
    executor = await createExecutor(parse(supergraphSdl), supergraphSdl, transport, { isStepwise: true });
  });
  afterAll(() => executor?.close());

  async function answerOf(query: string, variables: Record<string, unknown>): Promise<Answered> {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('There is no operation.');
    const sent = { document, operation, operationName: undefined, variables, cacheKey: query, subgraphHeaders: {} };
    const { data, errors } = await executor.execute(sent).catch((error: unknown) => ({
      data: undefined,
      errors: [new GraphQLError('', { extensions: { code: (error as { code?: string }).code } })],
    }));
    return JSON.parse(JSON.stringify({ data: data && readData(data), errors })) as Answered;
  }

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { query, variables = {}, expected }) => {
    federation.subgraphs.misasked.length = 0;
    expectAnswer(await answerOf(query, variables), expected);
    expect(federation.subgraphs.misasked).toEqual([]);
  });
});

interface Part {
  data: unknown;
  path: (string | number)[];
  label?: string;
  errors?: unknown;
}

/** The parts that followed, in the order of their paths. */
async function followUps(query: string): Promise<{ first: unknown; parts: Part[] }> {
  const { parts } = await askInParts(federation.url, query);
  const [first, ...others] = parts as { data?: unknown; incremental?: Part[] }[];
  const sorted = others.flatMap(({ incremental = [] }) => incremental);
  const placeOf = ({ path, label }: Part) => `${path.join('/')} ${label}`;
  sorted.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  return { first: first?.data, parts: sorted };
}

describe('what @defer puts off', () => {
  test('is answered with the arguments of each object’s own type', async () => {
    const { first, parts } = await followUps(
      `{ hits { ... on Doctor { photo { id ... @defer { thumb(w: 1) } } } ... on Clinic { id ... @defer(label: "c") { photo { thumb(w: 2) } } } } }`,
    );
    expect(first).toEqual({
      hits: [{ photo: { id: 'photo-d1' } }, { id: 'c1' }, {}, { photo: { id: 'photo-d2' } }],
    });
    expect(parts).toEqual([
      { data: { thumb: 'photo-d1 1' }, path: ['hits', 0, 'photo'] },
      { data: { photo: { thumb: 'photo-c1 2' } }, path: ['hits', 1], label: 'c' },
      { data: { thumb: 'photo-d2 1' }, path: ['hits', 3, 'photo'] },
    ]);
  });

  test('of an interface is answered once for each object, where its types are asked for something else besides', async () => {
    const { first, parts } = await followUps(
      `{ named { photo { id ... @defer(label: "all") { caption } } ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) } } } }`,
    );
    expect(first).toEqual({
      named: [{ photo: { id: 'photo-d1', thumb: 'photo-d1 1' } }, { photo: { id: 'photo-c1', thumb: 'photo-c1 2' } }],
    });
    expect(parts).toEqual([
      { data: { caption: 'caption photo-d1' }, path: ['named', 0, 'photo'], label: 'all' },
      { data: { caption: 'caption photo-c1' }, path: ['named', 1, 'photo'], label: 'all' },
    ]);
  });

  test('within what was put off is so too, and tells its errors at the client’s keys', async () => {
    const { parts } = await followUps(
      `{ hits { ... on Doctor { id ... @defer(label: "a") { p: photo { large(w: 1) { next { t: thumb(w: 1) ... @defer(label: "b") { t2: paper(size: 1) } } } } } }
        ... on Clinic { p: front { ... @defer(label: "c") { large(w: 1) { next { t: thumb(w: 13) ... @defer(label: "d") { t2: paper(size: 2) } } } } } } } }`,
    );
    const inner = ['p', 'large', 'next'];
    expect(parts).toEqual([
      { data: { p: { large: { next: { t: 'photo-d1+ 1' } } } }, path: ['hits', 0], label: 'a' },
      { data: { t2: 'paper photo-d1+ 1' }, path: ['hits', 0, ...inner], label: 'b' },
      {
        data: { large: { next: { t: null } } },
        path: ['hits', 1, 'p'],
        label: 'c',
        errors: [expect.objectContaining({ path: ['hits', 1, ...inner, 't'] })],
      },
      { data: { t2: 'paper front-c1+ 2' }, path: ['hits', 1, ...inner], label: 'd' },
      { data: { p: { large: { next: { t: 'photo-d2+ 1' } } } }, path: ['hits', 3], label: 'a' },
      { data: { t2: 'paper photo-d2+ 1' }, path: ['hits', 3, ...inner], label: 'b' },
    ]);
  });
});

describe('events of a subscription', () => {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])';
  const topic = createTopic();
  const started: { stop(): Promise<void> }[] = [];
  let gateway: WardGateway;

  beforeAll(async () => {
    const found: EventSubgraph = await startEventSubgraph(
      'found',
      `${link} type Query { ping: String } type Subscription { hit: Hit } union Hit = Doctor | Clinic
        type Doctor { name: String photo: Photo } type Clinic { title: String photo: Photo }
        type Photo @key(fields: "id") { id: ID! }`,
      { Subscription: { hit: { subscribe: () => topic.subscribe(), resolve: (event: unknown) => event } } },
    );
    const photos = await startEventSubgraph(
      'photos',
      `${link} type Photo @key(fields: "id") { id: ID! thumb(w: Int): String }`,
      {
        Photo: { thumb: ({ id }: { id: string }, { w }: { w: number }) => `${id} ${w}` },
      },
    );
    gateway = await startWardGateway([found, photos]);
    started.push(gateway, found, photos);
  });
  afterAll(async () => {
    for (const { stop } of started) await stop();
  });

  test('are answered each by the type of its object', async () => {
    const stream = await openEventStream(
      gateway.url,
      'subscription { hit { ... on Doctor { x: name photo { thumb(w: 1) } } ... on Clinic { x: title photo { thumb(w: 2) } } } }',
    );
    await until(() => topic.subscribers() === 1);
    topic.publish({ __typename: 'Clinic', title: 'Hope', photo: { id: 'c' } });
    topic.publish({ __typename: 'Doctor', name: 'Rana', photo: { id: 'd' } });
    expect((await stream.next())?.data).toEqual({ data: { hit: { x: 'Hope', photo: { thumb: 'c 2' } } } });
    expect((await stream.next())?.data).toEqual({ data: { hit: { x: 'Rana', photo: { thumb: 'd 1' } } } });
    stream.close();
  });
});
