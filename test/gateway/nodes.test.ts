import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { askInParts } from './support/askInParts.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requiresScopes", "@composeDirective", "@cost"])
  @link(url: "https://specs.wasl.sy/node/v1.0", import: ["@node"])
  @composeDirective(name: "@node")
  directive @node(ids: String!, checkDigits: Boolean! = false) on FIELD_DEFINITION`;
const found = (id: string) => (id.endsWith('9') ? null : id);

const subgraphs: PlainSubgraph[] = [
  {
    name: 'people',
    sdl: `${link}
      type Query { one(number: ID!): One @node(ids: "######") greeting: String }
      type Mutation { rename(number: ID!): One }
      interface Named { name: String }
      type One implements Named @key(fields: "number") { number: ID! name: String friend: One visits: [Visit] }
      type Visit @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Query: { one: (_: unknown, { number }: { number: string }) => one(number), greeting: () => 'Hello' },
      Mutation: { rename: (_: unknown, { number }: { number: string }) => one(number) },
      One: { __resolveReference: ({ number }: { number: string }) => one(number) },
    },
  },
  {
    name: 'visits',
    sdl: `${link}
      type Query {
        visit(id: ID!): Visit @node(ids: "V-*")
        secret(id: ID!): Secret @node(ids: "S-*") @requiresScopes(scopes: [["secrets"]])
        dear(id: ID!): Dear @node(ids: "D-*") @cost(weight: 900)
      }
      type Visit @key(fields: "id") { id: ID! reason: String one: One failing: String }
      interface Named { name: String }
      type Secret implements Named @key(fields: "id") @requiresScopes(scopes: [["secrets"]]) { id: ID! text: String name: String }
      type Dear { id: ID! }
      type One @key(fields: "number", resolvable: false) { number: ID! }`,
    resolvers: {
      Query: {
        visit: (_: unknown, { id }: { id: string }) => (found(id) ? { id, one: { number: '000001' } } : null),
        secret: (_: unknown, { id }: { id: string }) => (found(id) ? { id, text: 'kept' } : null),
        dear: (_: unknown, { id }: { id: string }) => ({ id }),
      },
      Visit: {
        __resolveReference: (visit: object) => visit,
        reason: ({ id }: { id: string }) => `Reason ${id}`,
        failing: () => Promise.reject(new Error('It fails.')),
      },
    },
  },
];

function one(number: string) {
  return found(number) && { number, name: `Name ${number}`, friend: { number: '000002' }, visits: [{ id: 'V-1' }] };
}

let issuer: TestIssuer;
let gateway: TestGateway;
let reader: Record<string, string>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(subgraphs, { tokens: { jwksUrl: issuer.jwksUrl } });
  reader = await issuer.headersFor({ scope: 'secrets' });
});
beforeEach(() => {
  gateway.subgraphs.asked.length = 0;
});
afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

const ask = (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
  gateway.ask(query, { variables, headers });
const askedOf = () => gateway.subgraphs.asked.map(({ query }) => query);

describe('node', () => {
  const query = `query ($id: ID!) { it: node(id: $id) { __typename id
    ... on One { name friend { id } } ... on Visit { reason one { id name } } ...Text } }
    fragment Text on Secret { text }`;

  it('is the object that its type’s own field finds', async () => {
    expect(await ask(query, { id: '000001' })).toEqual({
      data: { it: { __typename: 'One', id: '000001', name: 'Name 000001', friend: { id: '000002' } } },
    });
    expect(await ask(query, { id: 'V-7' })).toEqual({
      data: {
        it: { __typename: 'Visit', id: 'V-7', reason: 'Reason V-7', one: { id: '000001', name: 'Name 000001' } },
      },
    });
    expect(await ask(query, { id: 'S-1' }, reader)).toEqual({
      data: { it: { __typename: 'Secret', id: 'S-1', text: 'kept' } },
    });
  });

  it('of an id that nobody has is null, and of a text that is none too, without asking anybody', async () => {
    expect(await ask(query, { id: '000009' })).toEqual({ data: { it: null } });
    expect(gateway.subgraphs.asked.length).toBe(1);
    for (const id of ['', 'V-', '00001', 'Visit:1', 'constructor', '__proto__', 'V-1\n', 'V-' + '1'.repeat(10_000)])
      expect(await ask(query, { id })).toEqual({ data: { it: null } });
    expect(gateway.subgraphs.asked.length).toBe(1);
  });

  it('asks by the rules of the type’s field: what is denied is denied whether it is there or not', async () => {
    const answers = await Promise.all(['S-1', 'S-9'].map((id) => ask(query, { id })));
    const alone = await ask('query ($id: ID!) { it: secret(id: $id) { text } }', { id: 'S-1' });
    const codes = (answer: unknown) =>
      (answer as { errors: { path: unknown; extensions: unknown }[] }).errors.map(({ path, extensions }) => ({
        path,
        extensions,
      }));
    expect(answers[0]).toEqual(answers[1]);
    expect(codes(answers[0])).toEqual(codes(alone));
    expect(answers[0]).toMatchObject({ data: { it: null } });
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it('asks through other interfaces as the type’s field does', async () => {
    const named = '{ ... on Named { name ... on Node { id } } }';
    const places = async (text: string, headers = {}) => {
      const { data, errors = [] } = (await ask(text, {}, headers)) as { data: unknown; errors?: { path: unknown }[] };
      return { data, errors: errors.map(({ path }) => path) };
    };
    for (const headers of [{}, reader])
      expect(await places(`{ it: node(id: "000001") ${named} }`, headers)).toEqual(
        await places(`{ it: one(number: "000001") ${named} }`, headers),
      );
    expect((await places(`{ it: node(id: "000001") { ... on Named { name } } }`)).data).not.toEqual(
      (await places(`{ it: node(id: "000001") { ... on Named { name } } }`, reader)).data,
    );
  });

  it('takes no notice of what is asked of other types, denied or not', async () => {
    const others = '{ node(id: "V-1") { ... on Secret { text } ... on One { name } } }';
    expect(await ask(others)).toEqual({ data: { node: {} } });
    expect(await ask(others.replace('V-1', 'V-9'))).toEqual({ data: { node: null } });
    expect(
      await ask(`{ node(id: "V-1") { ...All } } fragment All on Node { id ... on Node { ...Own ... on Secret { text } } }
      fragment Own on Visit { reason ... on Node { again: id } }`),
    ).toEqual({
      data: { node: { id: 'V-1', reason: 'Reason V-1', again: 'V-1' } },
    });
  });

  it('stands beside other fields, in fragments, under conditions and names of any kind', async () => {
    const text = `query ($is: Boolean!, $waslNode0_it: ID!) { first: greeting ...Root waslNode: node(id: "nothing") { id } last: greeting }
      fragment Root on Query { __proto__: node(id: $waslNode0_it) @include(if: $is) { id } other: node(id: "V-1") @skip(if: $is) { id } }`;
    const on = (is: boolean) => ask(text, { is, waslNode0_it: '000001' });
    const [with_, without] = [JSON.stringify(await on(true)), JSON.stringify(await on(false))];
    expect(with_).toBe('{"data":{"first":"Hello","__proto__":{"id":"000001"},"waslNode":null,"last":"Hello"}}');
    expect(without).toBe('{"data":{"first":"Hello","other":{"id":"V-1"},"waslNode":null,"last":"Hello"}}');
  });

  it('takes ids from defaults, literals and numbers; a null one is refused', async () => {
    expect(await ask('query ($id: ID! = "V-3") { node(id: $id) { id } }')).toEqual({ data: { node: { id: 'V-3' } } });
    expect(await ask('{ node(id: 123456) { id } }')).toEqual({ data: { node: { id: '123456' } } });
    const refused = await ask('query ($id: ID = "V-3") { node(id: $id) { id } }', { id: null });
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });

  it('costs what the type’s field costs', async () => {
    const many = `query (${'abc'
      .split('')
      .map((name) => `$${name}: ID!`)
      .join()}) { ${'abc'
      .split('')
      .map((name) => `${name}: node(id: $${name}) { id }`)
      .join(' ')} }`;
    expect(await ask(many, { a: 'V-1', b: 'V-2', c: 'V-3' })).toMatchObject({ data: { c: { id: 'V-3' } } });
    expect(await ask(many, { a: 'D-1', b: 'D-2', c: 'D-3' })).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }],
    });
  });

  it('comes in parts where that is asked for', async () => {
    const text = '{ node(id: "V-1") { id ... on Visit @defer { reason } } }';
    const { parts } = await askInParts(gateway.url, text, {});
    expect(JSON.stringify(parts)).toContain('"reason":"Reason V-1"');
  });
});

describe('nodes', () => {
  const query = `query ($ids: [ID!]!) { all: nodes(ids: $ids) { id ... on One { name } ... on Visit { failing one { id } } ... on Secret { text } } greeting }`;

  it('are in the order of their ids, equal ones asked for once, and null where nothing is', async () => {
    const ids = ['V-9', '000001', 'none', 'S-1', '000003', '000001'];
    expect(await ask(query, { ids }, reader)).toEqual({
      data: {
        all: [
          null,
          { id: '000001', name: 'Name 000001' },
          null,
          { id: 'S-1', text: 'kept' },
          { id: '000003', name: 'Name 000003' },
          { id: '000001', name: 'Name 000001' },
        ],
        greeting: 'Hello',
      },
    });
    expect(gateway.subgraphs.asked.length).toBe(2);
    expect(askedOf().join().match(/one\(/g)?.length).toBe(2);
  });

  it('have each error at the place of its object', async () => {
    const answer = (await ask(query, { ids: ['S-1', 'V-1', 'x', 'V-1'] })) as {
      data: unknown;
      errors: { path: unknown; extensions: { code: string } }[];
    };
    const visit = { id: 'V-1', failing: null, one: { id: '000001' } };
    expect(answer.data).toEqual({ all: [null, visit, null, visit], greeting: 'Hello' });
    const places = answer.errors.map(({ path }) => JSON.stringify(path)).sort();
    expect(places).toEqual(['["all",0]', '["all",1,"failing"]', '["all",3,"failing"]']);
  });

  it('may be none, be of nothing alone, or be left out', async () => {
    const text = 'query ($ids: [ID!]!, $is: Boolean!) { nodes(ids: $ids) @include(if: $is) { id } }';
    expect(await ask(text, { ids: [], is: true })).toEqual({ data: { nodes: [] } });
    expect(await ask(text, { ids: ['x', 'y'], is: true })).toEqual({ data: { nodes: [null, null] } });
    expect(await ask(text, { ids: ['V-1'], is: false })).toEqual({ data: {} });
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it('are 100 at most, and cost what all of them cost', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `V-${index}0`);
    const most = (await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids.slice(1) })) as {
      data: { nodes: unknown[] };
    };
    expect(most.data.nodes).toEqual(ids.slice(1).map((id) => ({ id })));
    expect(await ask(query, { ids })).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
    const costly = await ask(query, { ids: ['V-1', 'D-1', 'D-2', 'D-3'] });
    expect(costly).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY', cost: { path: 'all.1' } } }],
    });
    const doubled = ['A', 'B', 'C', 'D', 'E'].map(
      (name, index) => `fragment ${name} on Node { ...${'BCDEF'[index]} __typename ...${'BCDEF'[index]} }`,
    );
    const long = `query ($ids: [ID!]!) { nodes(ids: $ids) { ...A } } ${doubled.join(' ')} fragment F on Node { id id ... on Visit { reason } }`;
    expect(await ask(long, { ids: ids.slice(1, 40) })).toMatchObject({ data: { nodes: { length: 39 } } });
    expect(await ask(long, { ids: ids.slice(1) })).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_LARGE', maxFields: 10_000 } }],
    });
  });

  it('come whole, whatever is put off', async () => {
    const text = '{ nodes(ids: ["V-1"]) { id ... on Visit @defer { reason } } }';
    const { parts } = await askInParts(gateway.url, text, {});
    expect(JSON.stringify(parts)).toContain('"nodes":[{"id":"V-1","reason":"Reason V-1"}]');
  });
});

describe('Node elsewhere', () => {
  it('stands for the type that it is in, and ids for the field that holds them', async () => {
    const text = `{ one(number: "000001") { id key: id number ...Any visits { ... on Node { id } reason } } }
      fragment Any on Node { same: id ... on One { name } ... on Visit { reason } }`;
    expect(await ask(text)).toEqual({
      data: {
        one: {
          id: '000001',
          key: '000001',
          number: '000001',
          same: '000001',
          name: 'Name 000001',
          visits: [{ id: 'V-1', reason: 'Reason V-1' }],
        },
      },
    });
    expect(await ask('mutation { rename(number: "000001") { ... on Node { id } friend { id } } }')).toEqual({
      data: { rename: { id: '000001', friend: { id: '000002' } } },
    });
  });

  it('opens nothing that a rule closes', async () => {
    const text = '{ secret(id: "S-1") { ... on Node { id } } }';
    expect(await ask(text)).toMatchObject({ data: { secret: null } });
    expect(await ask(text, {}, reader)).toEqual({ data: { secret: { id: 'S-1' } } });
  });

  it('is told by introspection', async () => {
    const text =
      '{ __type(name: "Node") { possibleTypes { name } fields { name } } one: __type(name: "One") { interfaces { name } } }';
    const { data } = (await ask(text)) as { data: { __type: { possibleTypes: { name: string }[] }; one: unknown } };
    expect(data.__type.possibleTypes.map(({ name }) => name).sort()).toEqual(['Dear', 'One', 'Secret', 'Visit']);
    expect(data.one).toEqual({ interfaces: [{ name: 'Named' }, { name: 'Node' }] });
  });

  it('is no way round what may stand in an address', async () => {
    const get = async (text: string) => (await fetch(`${gateway.url}?query=${encodeURIComponent(text)}`)).json();
    expect(await get('{ node(id: "S-1") { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'PERSONAL_DATA_IN_ADDRESS' } }],
    });
    expect(await get('{ node(id: "V-1") { id } }')).toEqual({ data: { node: { id: 'V-1' } } });
    // By its hash nothing of it stands there.
    const registered = '{ node(id: "S-1") { id } }';
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(registered).digest('hex') };
    await gateway.ask(registered, { extensions: { persistedQuery } } as never);
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery }));
    const byHash = await fetch(`${gateway.url}?extensions=${extensions}`, { headers: reader });
    expect(await byHash.json()).toEqual({ data: { node: { id: 'S-1' } } });
  });
});
