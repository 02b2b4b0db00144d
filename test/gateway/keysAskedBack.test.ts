import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@interfaceObject", "@shareable"])`;
const wardSdl = `${link}
  type Query { beds: [Bed] rooms: [Room] visits: [Visit] media: [Media] things: [Thing] }
  union Thing = Bed | Visit
  type Org @shareable { id: ID! name: String }
  type Visit @key(fields: "org { id } number") { org: Org! number: Int! }
  interface Media @key(fields: "id") { id: ID! title: String }
  type Book implements Media @key(fields: "id") { id: ID! title: String }
  type Film implements Media @key(fields: "id") { id: ID! title: String }
  type Bed @key(fields: "{ id }") { id: ID! size: Int }
  type Room @key(fields: "house number") { house: String! number: Int! }`;
const billsSdl = `${link}
  type Bed @key(fields: "{ id }") { id: ID! cost: Int size: Int @external room: Int @requires(fields: "size") }
  type Room @key(fields: "house number") { house: String! number: Int! rent: Int }
  type Org @shareable { id: ID! phone: String }
  type Visit @key(fields: "org { id } number") { org: Org! number: Int! price: Int }
  type Media @interfaceObject @key(fields: "id") { id: ID! loan: Int }`;

const visits = [
  { org: { id: 'a', name: 'A' }, number: 1 },
  { org: { id: 'b', name: 'B' }, number: 1 },
];

let gateway: StartedGateway;
let trusting: StartedGateway;
let ward: FixtureSubgraph;
let bills: FixtureSubgraph;

beforeAll(async () => {
  ward = await startFixtureSubgraph('ward', wardSdl, {
    Query: {
      beds: () => ['1', '2', '3'].map((id) => ({ id, size: 4 })),
      rooms: () => [1, 2].map((number) => ({ house: 'A', number })),
      visits: () => visits,
      media: () => ['1', '2'].map((id) => ({ __typename: id === '1' ? 'Book' : 'Film', id, title: `T${id}` })),
      things: () => [
        { __typename: 'Bed', id: '1', size: 4 },
        { __typename: 'Visit', ...visits[0] },
      ],
    },
  });
  const cost = ({ id }: { id: string }) => Number(id) * 10;
  const reference = { __resolveReference: (given: object) => given };
  bills = await startFixtureSubgraph('bills', billsSdl, {
    Bed: { ...reference, cost, room: ({ size }: { size: number }) => size * 2 },
    Room: { ...reference, rent: ({ number }: { number: number }) => number * 100 },
    Visit: {
      ...reference,
      price: ({ number }: { number: number }) => number * 7,
      payer: () => ({ id: 'z', name: 'Z' }),
    },
    Org: { phone: () => 'P' },
    Media: { ...reference, loan: ({ id }: { id: string }) => Number(id) },
  } as never);
  [gateway, trusting] = await Promise.all([
    startGateway([ward, bills], { WASL_KEYS_ASKED_BACK: 'bills, other' }),
    startGateway([ward, bills]),
  ]);
});
afterEach(() => bills.answerWith(undefined));
afterAll(async () => {
  await Promise.all([gateway?.stop(), trusting?.stop(), ward?.stop(), bills?.stop()]);
});

const answerEntities = (...entities: (object | null)[]) =>
  bills.answerWith((response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { _entities: entities } })),
  );
const invalid = (...paths: (string | number)[][]) =>
  paths.map((path) =>
    expect.objectContaining({ path, extensions: expect.objectContaining({ code: 'SUBGRAPH_RESPONSE_INVALID' }) }),
  );
const costs = { query: '{ beds { cost } }' };

describe('a subgraph whose keys are asked back', () => {
  it('is asked for them in the same request, and clients do not see them', async () => {
    const { body } = await gateway.ask({ query: '{ beds { cost room } rooms { rent } }' });
    expect(body).toEqual({
      data: {
        beds: [1, 2, 3].map((number) => ({ cost: number * 10, room: 8 })),
        rooms: [{ rent: 100 }, { rent: 200 }],
      },
    });
    const before = bills.received.length;
    await gateway.ask(costs);
    expect(bills.received.slice(before).map(({ query }) => query)).toEqual([
      expect.stringMatching(/\.\.\.\s*on Bed\s*\{\s*id cost\s*\}/),
    ]);
  });

  it('is taken for the others where entities are in each other’s place, with a line in the log and in the metrics', async () => {
    answerEntities({ id: '2', cost: 20 }, { id: '1', cost: 10 }, { id: 3, cost: 30 });
    const { body } = await gateway.ask(costs);
    expect(body).toEqual({
      data: { beds: [{ cost: null }, { cost: null }, { cost: 30 }] },
      errors: invalid(['beds', 0, 'cost'], ['beds', 1, 'cost']),
    });
    expect(gateway.output()).toContain('The answer has other entities than were asked for.');
    const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
    expect(metrics).toMatch(/wasl_subgraph_failures_total\{[^}]*reason="wrong_entities"[^}]*\} [1-9]/);
  });

  it('gives nothing of an entity that bears no key, and leaves one that is not there null', async () => {
    answerEntities({ cost: 20 }, null, { id: null, cost: 30 });
    const { body } = await gateway.ask(costs);
    expect(body['data']).toEqual({ beds: [{ cost: null }, { cost: null }, { cost: null }] });
    const places = (body['errors'] as { path: unknown[] }[]).map(({ path }) => path[1]);
    expect(places).toEqual(expect.arrayContaining([0, 2]));
  });

  it('is held to each part of a key of several', async () => {
    answerEntities({ house: 'A', number: 1, rent: 1 }, { house: 'B', number: 2, rent: 2 });
    const { body } = await gateway.ask({ query: '{ rooms { rent } }' });
    expect(body).toEqual({
      data: { rooms: [{ rent: 1 }, { rent: null }] },
      errors: invalid(['rooms', 1, 'rent']),
    });
  });

  it('is held to objects in a key, and to what of them belongs to it', async () => {
    const query = '{ visits { price org { phone } } }';
    expect((await gateway.ask({ query })).body).toEqual({
      data: { visits: [1, 2].map(() => ({ price: 7, org: { phone: 'P' } })) },
    });
    const paid = { price: 7, org: { phone: 'P' }, number: 1 };
    const key = (id: string) => ({ wasl_key_Visit_org: { id } });
    answerEntities({ ...paid, ...key('a') }, { ...paid, ...key('a') });
    expect((await gateway.ask({ query })).body).toEqual({
      data: {
        visits: [
          { price: 7, org: { phone: 'P' } },
          { price: null, org: { phone: null } },
        ],
      },
      errors: invalid(['visits', 1, 'price'], ['visits', 1, 'org', 'phone']),
    });
    answerEntities({ price: 7, number: 1, org: { id: 'b' } }, { price: 7, number: 1, org: { id: 'a' } });
    expect((await gateway.ask({ query: '{ visits { price } }' })).body).toEqual({
      data: { visits: [{ price: null }, { price: null }] },
      errors: invalid(['visits', 0, 'price'], ['visits', 1, 'price']),
    });
  });

  it('is held to the key of what it is asked for by an interface', async () => {
    const query = '{ media { title loan } }';
    const titles = ['T1', 'T2'];
    expect((await gateway.ask({ query })).body).toEqual({
      data: { media: titles.map((title, index) => ({ title, loan: index + 1 })) },
    });
    answerEntities({ __typename: 'Media', id: '2', loan: 2 }, { __typename: 'Media', id: '1', loan: 1 });
    expect((await gateway.ask({ query })).body).toEqual({
      data: { media: titles.map((title) => ({ title, loan: null })) },
      errors: invalid(['media', 0, 'loan'], ['media', 1, 'loan']),
    });
  });

  it('is asked for keys of several types under names of their own', async () => {
    const query = '{ things { ... on Bed { cost } ... on Visit { price } } }';
    expect((await gateway.ask({ query })).body).toEqual({ data: { things: [{ cost: 10 }, { price: 7 }] } });
  });

  it('is held to it where a client asks for another field under its name', async () => {
    const query = '{ beds { id: cost } }';
    expect((await gateway.ask({ query })).body).toEqual({
      data: { beds: [{ id: 10 }, { id: 20 }, { id: 30 }] },
    });
    answerEntities(...['1', '3', '2'].map((id) => ({ id, w_id: Number(id) * 10 })));
    expect((await gateway.ask({ query })).body).toEqual({
      data: { beds: [{ id: 10 }, { id: null }, { id: null }] },
      errors: invalid(['beds', 1, 'id'], ['beds', 2, 'id']),
    });
  });
});

it('asks no other subgraph for keys', async () => {
  await trusting.ask(costs);
  expect(bills.received.at(-1)?.query).not.toMatch(/\bid\b/);
});

it('refuses to start with what is no name of a subgraph', async () => {
  await expect(startGateway([ward], { WASL_KEYS_ASKED_BACK: 'a b' })).rejects.toThrow('WASL_KEYS_ASKED_BACK');
});
