import { federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const registry: PlainSubgraph = {
  name: 'registry',
  sdl: `${federationLink}
    type Query { open: String }
    type Mutation {
      createUser: User @requiresScopes(scopes: [["write"]])
      createStrict: User! @requiresScopes(scopes: [["write"]])
      rename(name: String): User
      seal: Sealed
      sealMany: [Sealed!]!
      rank: Rank
      group: Node
      any: Any
      count: Int
    }
    interface Node { id: ID! }
    union Any = User | Sealed
    enum Rank @authenticated { LOW }
    type User implements Node @key(fields: "id") { id: ID! name: String email: String @policy(policies: [["email"]]) }
    type Sealed implements Node @authenticated { id: ID! }`,
  resolvers: {
    Mutation: {
      createUser: () => ({ id: 'new', name: 'New' }),
      createStrict: () => ({ id: 'strict' }),
      rename: (_: unknown, { name }: { name?: string }) => ({ id: '1', name: name ?? 'Rima' }),
      seal: () => ({ id: secret('Sealed.id') }),
      sealMany: () => [{ id: secret('Sealed.id') }],
      rank: () => 'LOW',
      group: () => ({ __typename: 'Sealed', id: secret('Sealed.id') }),
      any: () => ({ __typename: 'Sealed', id: secret('Sealed.id') }),
      count: () => 7,
    },
    User: { email: () => secret('User.email') },
  },
};
const bills: PlainSubgraph = {
  name: 'bills',
  sdl: `${federationLink}
    type Mutation { pay: Int @requiresScopes(scopes: [["pay"]]) remind: String }
    type User @key(fields: "id") { id: ID! debt: Int @authenticated }`,
  resolvers: { Mutation: { pay: () => 424201, remind: () => 'reminded' }, User: { debt: () => 424202 } },
};

fieldRuleSuite('mutations', { subgraphs: [registry, bills] }, [
  {
    what: 'that are denied do not run',
    query: 'mutation { createUser { id } }',
    data: { createUser: null },
    denied: ['createUser'],
  },
  {
    what: 'that are denied do not run for their type name',
    query: 'mutation { createUser { __typename } }',
    data: { createUser: null },
    denied: ['createUser'],
  },
  {
    what: 'that are denied do not run under an alias',
    query: 'mutation { rename: createUser { id } }',
    data: { rename: null },
    denied: ['rename'],
  },
  {
    what: 'that are denied do not run in a fragment',
    query: 'mutation { ...M } fragment M on Mutation { createUser { id } count }',
    data: { createUser: null, count: 7 },
    denied: ['createUser'],
    ran: ['count'],
  },
  {
    what: 'that are denied do not run in an inline fragment',
    query: 'mutation { ... { createUser { id } } ... on Mutation { again: createUser { id } } }',
    data: { createUser: null, again: null },
    denied: ['createUser', 'again'],
  },
  {
    what: 'that are not null bubble, and do not run',
    query: 'mutation { createStrict { id } }',
    data: null,
    denied: ['createStrict'],
  },
  {
    what: 'that return a denied type do not run',
    query: 'mutation { seal { __typename } sealMany { id } }',
    data: null,
    denied: ['seal', 'sealMany'],
  },
  {
    what: 'that return a denied enum do not run',
    query: 'mutation { rank count }',
    data: { rank: null, count: 7 },
    denied: ['rank'],
    ran: ['count'],
  },
  {
    what: 'that return an interface with a denied implementation do not run',
    query: 'mutation { group { __typename } }',
    data: { group: null },
    denied: ['group'],
  },
  {
    what: 'that return a union run, and hide its denied member',
    query: 'mutation { any { ... on Sealed { id } } }',
    data: { any: null },
    denied: ['any.id'],
    ran: ['any'],
  },
  {
    what: 'that are allowed among denied ones run in their order',
    query:
      'mutation { a: rename(name: "A") { name } createUser { id } b: count pay c: rename(name: "C") { name } remind }',
    data: { a: { name: 'A' }, createUser: null, b: 7, pay: null, c: { name: 'C' }, remind: 'reminded' },
    denied: ['createUser', 'pay'],
    ran: ['rename', 'count', 'rename', 'remind'],
  },
  {
    what: 'of another subgraph that are denied do not run',
    query: 'mutation { pay }',
    data: { pay: null },
    denied: ['pay'],
  },
  {
    what: 'that are allowed run though nothing of their answer is',
    query: 'mutation { rename { email } }',
    data: { rename: { email: null } },
    denied: ['rename.email'],
    ran: ['rename'],
  },
  {
    what: 'that are allowed run once for two aliases of a denied field',
    query: 'mutation { rename { a: email b: email debt } }',
    data: { rename: { a: null, b: null, debt: null } },
    denied: ['rename.a', 'rename.b', 'rename.debt'],
    ran: ['rename'],
  },
  {
    what: 'that are skipped neither run nor err',
    query: 'mutation ($v: Boolean!) { createUser @skip(if: $v) { id } count }',
    variables: { v: true },
    data: { count: 7 },
    ran: ['count'],
  },
  {
    what: 'with variables of a denied one run',
    query: 'mutation ($n: String, $v: Boolean = true) { createUser @include(if: $v) { id } rename(name: $n) { name } }',
    variables: { n: 'Sami' },
    data: { createUser: null, rename: { name: 'Sami' } },
    denied: ['createUser'],
    ran: ['rename'],
  },
  {
    what: 'run for who may',
    who: { scope: 'write pay', policies: ['email'] },
    query: 'mutation { createUser { id email debt } pay }',
    data: { createUser: { id: 'new', email: secret('User.email'), debt: 424202 }, pay: 424201 },
    ran: ['createUser', 'pay'],
  },
  {
    what: 'run for who may write, and hide what they may not read',
    who: { scope: 'write' },
    query: 'mutation { createUser { id email debt } }',
    data: { createUser: { id: 'new', email: null, debt: 424202 } },
    denied: ['createUser.email'],
    ran: ['createUser'],
  },
  {
    what: 'are chosen by operationName',
    query: 'mutation A { count } mutation B { createUser { id } }',
    operationName: 'A',
    data: { count: 7 },
    ran: ['count'],
  },
  {
    what: 'that are denied do not run when named',
    query: 'mutation A { count } mutation B { createUser { id } }',
    operationName: 'B',
    data: { createUser: null },
    denied: ['createUser'],
  },
  {
    what: 'beside a query in one document stay there',
    query: 'query Q { open } mutation M { createUser { id } }',
    operationName: 'Q',
    data: { open: null },
  },
]);
