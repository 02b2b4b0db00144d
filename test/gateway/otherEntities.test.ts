import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])`;
const wardSdl = `${link}
  type Query { any: Any place: Place places: [Place] }
  union Any = Bed | Room
  interface Place { id: ID! }
  type Bed implements Place @key(fields: "id") { id: ID! }
  type Room implements Place @key(fields: "id") { id: ID! }`;
const billsSdl = `${link}
  type Bed @key(fields: "id") { id: ID! cost: Int owner: String }
  type Room @key(fields: "id") { id: ID! cost: Int owner: String }`;

let gateway: StartedGateway;
let ward: FixtureSubgraph;
let bills: FixtureSubgraph;

beforeAll(async () => {
  const bed = { __typename: 'Bed', id: '1' };
  const known = { __resolveReference: (reference: object) => reference, cost: () => 7, owner: () => 'Rana' };
  ward = await startFixtureSubgraph('ward', wardSdl, {
    Query: { any: () => bed, place: () => bed, places: () => [bed, { __typename: 'Room', id: '1' }] },
  });
  bills = await startFixtureSubgraph('bills', billsSdl, { Bed: known, Room: known });
  gateway = await startGateway([ward, bills]);
});

afterEach(() => bills.answerWith(undefined));

afterAll(async () => {
  await gateway?.stop();
  await Promise.all([ward?.stop(), bills?.stop()]);
});

const answerEntities = (...entities: object[]) =>
  bills.answerWith((response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { _entities: entities } })),
  );
const invalid = { extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } };
const both = '__typename ... on Bed { cost owner } ... on Room { cost owner }';

describe('an entity that a subgraph answers for another type than it was asked about', () => {
  test.each([
    ['of the same union', `{ any { ${both} } }`, 'any'],
    ['of the same interface', `{ place { ${both} } }`, 'place'],
  ])('%s is not merged', async (_, query, key) => {
    expect((await gateway.ask({ query })).body).toEqual({
      data: { [key]: { __typename: 'Bed', cost: 7, owner: 'Rana' } },
    });
    answerEntities({ __typename: 'Room', cost: 990, owner: 'Ahmad' });
    const { body } = await gateway.ask({ query });
    expect(body).toMatchObject({
      data: { [key]: { __typename: 'Bed', cost: null, owner: null } },
      errors: ['cost', 'owner'].map((field) => ({ path: [key, field], ...invalid })),
    });
    expect(JSON.stringify(body)).not.toMatch(/990|Ahmad|Room/);
  });

  test('is not merged where it stands in a list, and its neighbour is', async () => {
    const query = `{ places { ${both} } }`;
    const { body: well } = await gateway.ask({ query });
    expect(well).not.toHaveProperty('errors');
    const asked = bills.received.at(-1)?.variables;
    const [representations = []] = Object.values(asked ?? {}) as { __typename: string }[][];
    expect(representations.map(({ __typename }) => __typename)).toEqual(['Bed', 'Room']);
    // As if the subgraph had looked the second up in the wrong table.
    answerEntities({ __typename: 'Bed', cost: 1, owner: 'Rana' }, { __typename: 'Bed', cost: 990, owner: 'Ahmad' });
    const { body } = await gateway.ask({ query });
    expect(body).toMatchObject({
      data: {
        places: [
          { __typename: 'Bed', cost: 1, owner: 'Rana' },
          { __typename: 'Room', cost: null, owner: null },
        ],
      },
      errors: ['cost', 'owner'].map((field) => ({ path: ['places', 1, field], ...invalid })),
    });
    expect(JSON.stringify(body)).not.toMatch(/990|Ahmad/);
  });
});
