import { federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const sealed = { __typename: 'Sealed', id: 's', code: secret('Sealed.code') };
const plain = { __typename: 'Plain', id: 'p', code: 'plain' };

const wards: PlainSubgraph = {
  name: 'wards',
  sdl: `${federationLink}
    scalar Stamp @authenticated
    enum Rank @requiresScopes(scopes: [["rank"]]) { LOW HIGH }
    interface Thing { id: ID! }
    interface Guarded { id: ID! }
    type Sealed implements Thing @authenticated { id: ID! code: String! }
    type Plain { id: ID! code: String! }
    type Locked implements Guarded @requiresScopes(scopes: [["lock"]]) { id: ID! }
    union Any = Sealed | Plain
    input RankInput { rank: Rank }
    type Query {
      open: String!
      sealed: Sealed
      sealedList: [Sealed]
      sealedNested: [[Sealed!]!]!
      stamp: Stamp
      stamps: [[Stamp]]
      stampNonNull: Stamp!
      rank: Rank
      ranks: [Rank!]
      byRank(rank: Rank, input: RankInput): String
      thing: Thing
      guarded: Guarded
      any(sealed: Boolean! = true): Any
      anyNonNull: Any!
      anyList: [Any!]!
      anyNested: [[Any!]]
      holder: Holder
      holderNonNull: Holder!
      holders: [Holder!]
      matrix: [[Holder!]!]
    }
    type Holder { id: ID! secret: String! @policy(policies: [["p"]]) soft: String @policy(policies: [["p"]]) inner: Holder innerNonNull: Holder! list: [Holder] listNonNull: [Holder!]! }`,
  resolvers: {
    Query: {
      open: () => 'open',
      sealed: () => sealed,
      sealedList: () => [sealed],
      sealedNested: () => [[sealed]],
      stamp: () => secret('stamp'),
      stamps: () => [[secret('stamp')]],
      stampNonNull: () => secret('stamp'),
      rank: () => 'HIGH',
      ranks: () => ['HIGH', 'LOW'],
      byRank: (_: unknown, { rank }: { rank?: string }) => `by ${rank}`,
      thing: () => sealed,
      guarded: () => ({ __typename: 'Locked', id: secret('Locked.id') }),
      any: (_: unknown, { sealed: isSealed }: { sealed: boolean }) => (isSealed ? sealed : plain),
      anyNonNull: () => sealed,
      anyList: () => [plain, sealed],
      anyNested: () => [[plain], [sealed], null],
      holder: () => ({}),
      holderNonNull: () => ({}),
      holders: () => [{}, {}],
      matrix: () => [[{}], [{}, {}]],
    },
    Holder: {
      id: () => 'h',
      secret: () => secret('Holder.secret'),
      soft: () => secret('Holder.soft'),
      inner: () => ({}),
      innerNonNull: () => ({}),
      list: () => [{}, {}],
      listNonNull: () => [{}, {}],
    },
  },
};

fieldRuleSuite('a rule on an output type', { subgraphs: [wards] }, [
  {
    what: 'closes a field of an object type',
    query: '{ open sealed { id } }',
    data: { open: 'open', sealed: null },
    denied: ['sealed'],
  },
  {
    what: 'closes it for __typename alone',
    query: '{ sealed { __typename } }',
    data: { sealed: null },
    denied: ['sealed'],
  },
  { what: 'closes a list', query: '{ sealedList { code } }', data: { sealedList: null }, denied: ['sealedList'] },
  {
    what: 'closes a nested non-null list, and bubbles',
    query: '{ open sealedNested { code } }',
    data: null,
    denied: ['sealedNested'],
  },
  {
    what: 'lets in who meets it',
    who: {},
    query: '{ sealed { code } sealedNested { id } }',
    data: { sealed: { code: secret('Sealed.code') }, sealedNested: [[{ id: 's' }]] },
  },
  {
    what: 'closes a field of a scalar',
    query: '{ open stamp }',
    data: { open: 'open', stamp: null },
    denied: ['stamp'],
  },
  { what: 'closes a nested list of a scalar', query: '{ stamps }', data: { stamps: null }, denied: ['stamps'] },
  { what: 'closes a non-null scalar, and bubbles', query: '{ stampNonNull }', data: null, denied: ['stampNonNull'] },
  {
    what: 'opens a scalar',
    who: {},
    query: '{ stamp stamps stampNonNull }',
    data: { stamp: secret('stamp'), stamps: [[secret('stamp')]], stampNonNull: secret('stamp') },
  },
  {
    what: 'closes a field of an enum',
    who: {},
    query: '{ rank ranks }',
    data: { rank: null, ranks: null },
    denied: ['rank', 'ranks'],
  },
  {
    what: 'opens an enum',
    who: { scope: 'rank' },
    query: '{ rank ranks }',
    data: { rank: 'HIGH', ranks: ['HIGH', 'LOW'] },
  },
  { what: 'does not close an argument of that enum', query: '{ byRank(rank: HIGH) }', data: { byRank: 'by HIGH' } },
  {
    what: 'does not close a variable of it',
    query: 'query ($r: Rank, $i: RankInput) { byRank(rank: $r, input: $i) }',
    variables: { r: 'LOW', i: { rank: 'HIGH' } },
    data: { byRank: 'by LOW' },
  },
  {
    what: 'of an implementation closes a field of the interface',
    query: '{ thing { id } }',
    data: { thing: null },
    denied: ['thing'],
    neverAsked: ['Thing.id', 'Sealed.id'],
  },
  {
    what: 'of an implementation closes it for __typename alone',
    query: '{ thing { __typename } }',
    data: { thing: null },
    denied: ['thing'],
  },
  {
    what: 'of an implementation closes fragments on it',
    query: '{ thing { ... on Sealed { code } } }',
    data: { thing: null },
    denied: ['thing'],
    neverAsked: ['Sealed.code'],
  },
  {
    what: 'of an implementation opens with its grant',
    who: { scope: 'lock' },
    query: '{ guarded { __typename id } }',
    data: { guarded: { __typename: 'Locked', id: secret('Locked.id') } },
  },
  {
    what: 'of an implementation wants its own grant',
    who: { scope: 'rank' },
    query: '{ guarded { id } }',
    data: { guarded: null },
    denied: ['guarded'],
  },
  {
    what: 'closes each field of a list with its own path',
    query: '{ sealed { id } sealedList { id } }',
    data: { sealed: null, sealedList: null },
    denied: ['sealed', 'sealedList'],
  },
]);

// A union has no rule: the name of what it holds stays, since the union's owner gives it away, but nothing below it.
fieldRuleSuite('members of a union are judged one by one', { subgraphs: [wards] }, [
  {
    what: '__typename on the union itself stays',
    query: '{ any { __typename } }',
    data: { any: { __typename: 'Sealed' } },
  },
  {
    what: 'a denied member is null where its non-null field was asked for',
    query: '{ any { __typename ... on Sealed { code } } }',
    data: { any: null },
    denied: ['any.code'],
  },
  {
    what: '__typename in a fragment on a denied member is denied',
    query: '{ any { ... on Sealed { __typename } } }',
    data: { any: null },
    denied: ['any.__typename'],
  },
  {
    what: 'the same beside __typename of the union, which gives it away already',
    query: '{ any { __typename ... on Sealed { __typename } } }',
    data: { any: { __typename: 'Sealed' } },
  },
  {
    what: 'an alias of __typename there is denied',
    query: '{ any { __typename ... on Sealed { kind: __typename } } }',
    data: { any: null },
    denied: ['any.kind'],
  },
  {
    what: 'an open member is answered',
    query: '{ any(sealed: false) { ... on Sealed { code } ... on Plain { code } } }',
    data: { any: { code: 'plain' } },
    neverAsked: ['Sealed.code'],
  },
  {
    what: 'a denied member without a field is an empty object',
    query: '{ any { ... on Plain { code } } }',
    data: { any: {} },
  },
  {
    what: 'a non-null union bubbles',
    query: '{ anyNonNull { ... on Sealed { id } } }',
    data: null,
    denied: ['anyNonNull.id'],
  },
  {
    what: 'a list of non-null members bubbles',
    query: '{ open anyList { ... on Plain { id } ... on Sealed { id } } }',
    data: null,
    denied: ['anyList.1.id'],
    mayAsk: ['Plain.id'],
  },
  {
    what: 'a nested list loses the inner one',
    query: '{ anyNested { ... on Plain { id } ... on Sealed { id } } }',
    data: { anyNested: [[{ id: 'p' }], null, null] },
    denied: ['anyNested.1.0.id'],
    mayAsk: ['Plain.id'],
  },
  {
    what: 'a fragment on an interface of the denied member is denied',
    query: '{ any { ... on Thing { id } } }',
    data: { any: null },
    denied: ['any.id'],
    neverAsked: ['Thing.id', 'Sealed.id'],
  },
  {
    what: 'a fragment on the union inside one on the denied member is denied',
    query: '{ any { ... on Sealed { ... on Any { __typename } } } }',
    data: { any: null },
    denied: ['any.__typename'],
  },
  {
    what: 'all members are answered to who may',
    who: {},
    query: '{ anyList { __typename ... on Plain { id } ... on Sealed { id code } } }',
    data: {
      anyList: [
        { __typename: 'Plain', id: 'p' },
        { __typename: 'Sealed', id: 's', code: secret('Sealed.code') },
      ],
    },
  },
]);

fieldRuleSuite('a denied field that is not null', { subgraphs: [wards] }, [
  {
    what: 'nulls its object',
    query: '{ open holder { id secret } }',
    data: { open: 'open', holder: null },
    denied: ['holder.secret'],
  },
  {
    what: 'nulls all when the way up is not null',
    query: '{ open holderNonNull { secret } }',
    data: null,
    denied: ['holderNonNull.secret'],
  },
  {
    what: 'nulls a list with a path for each item',
    query: '{ holders { secret } }',
    data: { holders: null },
    denied: ['holders.0.secret', 'holders.1.secret'],
  },
  {
    what: 'nulls a nested list',
    query: '{ matrix { secret } }',
    data: { matrix: null },
    denied: ['matrix.0.0.secret', 'matrix.1.0.secret', 'matrix.1.1.secret'],
  },
  {
    what: 'nulls the nearest nullable object',
    query: '{ holder { id inner { id innerNonNull { secret } } } }',
    data: { holder: { id: 'h', inner: null } },
    denied: ['holder.inner.innerNonNull.secret'],
  },
  {
    what: 'nulls items of a list of nullable ones',
    query: '{ holder { list { secret } } }',
    data: { holder: { list: [null, null] } },
    denied: ['holder.list.0.secret', 'holder.list.1.secret'],
  },
  {
    what: 'nulls the object around a non-null list',
    query: '{ holder { listNonNull { id secret } } }',
    data: { holder: null },
    denied: ['holder.listNonNull.0.secret', 'holder.listNonNull.1.secret'],
  },
  {
    what: 'leaves a nullable one to be null alone',
    query: '{ holders { id soft } }',
    data: {
      holders: [
        { id: 'h', soft: null },
        { id: 'h', soft: null },
      ],
    },
    denied: ['holders.0.soft', 'holders.1.soft'],
  },
  {
    what: 'has an error beside that of its neighbour',
    query: '{ holder { secret soft } }',
    data: { holder: null },
    denied: ['holder.secret', 'holder.soft'],
  },
  {
    what: 'in any order',
    query: '{ holder { soft secret } }',
    data: { holder: null },
    denied: ['holder.soft', 'holder.secret'],
  },
  {
    what: 'is answered to who may',
    who: { policies: ['p'] },
    query: '{ holder { secret soft } }',
    data: { holder: { secret: secret('Holder.secret'), soft: secret('Holder.soft') } },
  },
]);
