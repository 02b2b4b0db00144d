import { federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const clinic: PlainSubgraph = {
  name: 'clinic',
  sdl: `${federationLink}
    input Filter { text: String deep: Filter }
    type Query { open: String patient(id: ID): Patient staff: Staff search(filter: Filter, ids: [ID!]): [Patient!] @requiresScopes(scopes: [["search"]]) }
    type Staff @authenticated { name: String }
    type Patient { id: ID! name(short: Boolean): String file(filter: Filter): String @requiresScopes(scopes: [["file"]]) spouse: Patient }`,
  resolvers: {
    Query: {
      open: () => 'open',
      patient: (_: unknown, { id }: { id?: string }) => ({ id: id ?? '1' }),
      staff: () => ({ name: secret('Staff.name') }),
      search: () => [{ id: secret('Query.search') }],
    },
    Patient: {
      name: (_: unknown, { short }: { short?: boolean }) => (short === true ? 'R.' : 'Rima'),
      file: () => secret('Patient.file'),
      spouse: () => ({ id: '2' }),
    },
  },
};
const fileGranted = { scope: 'file' };

fieldRuleSuite('@skip and @include', { subgraphs: [clinic] }, [
  {
    what: 'leave a denied field out without an error: skip',
    query: '{ patient { id file @skip(if: true) } }',
    data: { patient: { id: '1' } },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'leave a denied field out without an error: include',
    query: '{ patient { id file @include(if: false) } }',
    data: { patient: { id: '1' } },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'keep the error of one that is asked for: skip',
    query: '{ patient { id file @skip(if: false) } }',
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'keep the error of one that is asked for: include',
    query: '{ patient { id file @include(if: true) } }',
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'by a variable that says no',
    query: 'query ($v: Boolean!) { patient { id file @include(if: $v) } }',
    variables: { v: false },
    data: { patient: { id: '1' } },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'by a variable that says yes',
    query: 'query ($v: Boolean!) { patient { id file @include(if: $v) } }',
    variables: { v: true },
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'by a default that says no',
    query: 'query ($v: Boolean = true) { patient { id file @skip(if: $v) } }',
    data: { patient: { id: '1' } },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'by a default that a value overrules',
    query: 'query ($v: Boolean = true) { patient { id file @skip(if: $v) } }',
    variables: { v: false },
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'together on one field',
    query: 'query ($a: Boolean!, $b: Boolean!) { patient { id file @skip(if: $a) @include(if: $b) } }',
    variables: { a: false, b: false },
    data: { patient: { id: '1' } },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'on an object above',
    query: 'query ($v: Boolean!) { open patient @include(if: $v) { file } }',
    variables: { v: false },
    data: { open: 'open' },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'on an object above that is there',
    query: 'query ($v: Boolean!) { open patient @include(if: $v) { file } }',
    variables: { v: true },
    data: { open: 'open', patient: { file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'on a denied object',
    query: 'query ($v: Boolean!) { open staff @skip(if: $v) { name } }',
    variables: { v: true },
    data: { open: 'open' },
    neverAsked: ['Query.staff'],
  },
  {
    what: 'on a denied object that is there',
    query: 'query ($v: Boolean!) { open staff @skip(if: $v) { name } }',
    variables: { v: false },
    data: { open: 'open', staff: null },
    denied: ['staff'],
  },
  { what: 'on all there is', query: '{ staff @skip(if: true) { name } }', data: {}, neverAsked: ['Query.staff'] },
  {
    what: 'on a fragment',
    query: 'query ($v: Boolean!) { patient { id ...F @include(if: $v) } } fragment F on Patient { file name }',
    variables: { v: true },
    data: { patient: { id: '1', file: null, name: 'Rima' } },
    denied: ['patient.file'],
  },
  {
    what: 'on one of two spreads',
    query:
      'query ($v: Boolean!) { patient { ...F @include(if: $v) ...F @skip(if: $v) } } fragment F on Patient { file name }',
    variables: { v: true },
    data: { patient: { file: null, name: 'Rima' } },
    denied: ['patient.file'],
  },
  {
    what: 'do not stand in the way of who may',
    who: fileGranted,
    query: 'query ($v: Boolean!) { patient { a: file @include(if: $v) b: file @skip(if: $v) } }',
    variables: { v: true },
    data: { patient: { a: secret('Patient.file') } },
  },
]);

fieldRuleSuite('variables', { subgraphs: [clinic] }, [
  {
    what: 'only a removed field used go with it',
    query: 'query ($f: Filter) { patient { id file(filter: $f) } }',
    variables: { f: { text: 'x' } },
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'that are missing still are refused by the rules of GraphQL, not by ours',
    query: 'query ($id: ID!, $f: Filter) { patient(id: $id) { id file(filter: $f) } }',
    variables: { id: '7' },
    data: { patient: { id: '7', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'inside an input object of a removed field go',
    query: 'query ($t: String) { patient { id file(filter: {deep: {text: $t}}) } }',
    variables: { t: 'x' },
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'inside a list of a removed field go',
    query: 'query ($a: ID!) { open search(ids: [$a]) { id } }',
    variables: { a: '1' },
    data: { open: 'open', search: null },
    denied: ['search'],
  },
  {
    what: 'of a removed directive go',
    query: 'query ($v: Boolean!) { patient { id file @include(if: $v) } }',
    variables: { v: true },
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'that another field uses stay',
    query: 'query ($s: Boolean!) { patient { name(short: $s) file @include(if: $s) } }',
    variables: { s: true },
    data: { patient: { name: 'R.', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'inside a fragment that vanishes go',
    query: 'query ($f: Filter) { patient { id ...F } } fragment F on Patient { file(filter: $f) }',
    variables: { f: null },
    data: { patient: { id: '1', file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'below a removed object go',
    query: 'query ($f: Filter, $x: ID) { open search(ids: []) { spouse { file(filter: $f) } } patient(id: $x) { id } }',
    variables: { x: '5' },
    data: { open: 'open', search: null, patient: { id: '5' } },
    denied: ['search'],
  },
]);

fieldRuleSuite('several operations in a document', { subgraphs: [clinic] }, [
  {
    what: 'the one that is named runs',
    query: 'query A { open } query B { patient { file } }',
    operationName: 'A',
    data: { open: 'open' },
    neverAsked: ['Patient.file'],
  },
  {
    what: 'and the other too',
    query: 'query A { open } query B { patient { file } }',
    operationName: 'B',
    data: { patient: { file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'they may share fragments',
    query: 'query A { patient { ...F id } } query B { patient { ...F } } fragment F on Patient { file }',
    operationName: 'A',
    data: { patient: { file: null, id: '1' } },
    denied: ['patient.file'],
  },
  {
    what: 'a fragment of the other one does no harm',
    query: 'query A { patient { file name } } query B { patient { ...F } } fragment F on Patient { id }',
    operationName: 'A',
    data: { patient: { file: null, name: 'Rima' } },
    denied: ['patient.file'],
  },
  {
    what: 'each has its own variables',
    query:
      'query A($v: Boolean!) { patient { id file @skip(if: $v) } } query B($v: Boolean = false) { patient { file @skip(if: $v) } }',
    operationName: 'B',
    data: { patient: { file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'who may reads the one that is named',
    who: fileGranted,
    query: 'query A { open } query B { patient { file } }',
    operationName: 'B',
    data: { patient: { file: secret('Patient.file') } },
  },
]);

fieldRuleSuite('type names and introspection', { subgraphs: [clinic] }, [
  {
    what: '__typename at every open level is answered',
    query: '{ __typename patient { __typename id spouse { __typename } } }',
    data: { __typename: 'Query', patient: { __typename: 'Patient', id: '1', spouse: { __typename: 'Patient' } } },
  },
  {
    what: '__typename beside denied fields is answered',
    query: '{ __typename patient { __typename file } staff { __typename } }',
    data: { __typename: 'Query', patient: { __typename: 'Patient', file: null }, staff: null },
    denied: ['patient.file', 'staff'],
  },
  {
    what: 'an object whose every field is denied is still an object',
    query: '{ patient { file } }',
    data: { patient: { file: null } },
    denied: ['patient.file'],
  },
  {
    what: 'nothing but denied fields asks nobody',
    query: '{ staff { name } search { id } }',
    data: { staff: null, search: null },
    denied: ['staff', 'search'],
  },
  {
    what: '__schema is answered beside denied fields',
    query: '{ staff { name } __schema { queryType { name } mutationType { name } } }',
    data: { staff: null, __schema: { queryType: { name: 'Query' }, mutationType: null } },
    denied: ['staff'],
  },
  {
    what: '__type with an alias and a variable too',
    query: 'query ($n: String!) { t: __type(name: $n) { kind name fields { name type { name } } } staff { name } }',
    variables: { n: 'Staff' },
    data: { t: { kind: 'OBJECT', name: 'Staff', fields: [{ name: 'name', type: { name: 'String' } }] }, staff: null },
    denied: ['staff'],
  },
  {
    what: 'the rules are no part of the schema that callers see',
    query: '{ __schema { directives { name } } }',
    data: {
      __schema: {
        directives: ['defer', 'include', 'skip', 'deprecated', 'specifiedBy', 'oneOf'].map((name) => ({ name })),
      },
    },
  },
]);

fieldRuleSuite(
  'a rule on the operation root',
  {
    subgraphs: [
      {
        name: 'root',
        sdl: `${federationLink}
          type Query @authenticated { open: String! }
          type Mutation @requiresScopes(scopes: [["write"]]) { touch: String hit: String! }`,
        resolvers: {
          Query: { open: () => secret('open') },
          Mutation: { touch: () => secret('touch'), hit: () => secret('hit') },
        },
      },
    ],
  },
  [
    { what: 'closes every field', query: '{ open }', data: null, denied: ['open'] },
    { what: 'closes its type name', query: '{ __typename }', data: null, denied: ['__typename'] },
    {
      what: 'closes introspection that starts there',
      query: '{ __schema { queryType { name } } }',
      data: null,
      denied: ['__schema'],
    },
    { what: 'closes a mutation', query: 'mutation { touch }', data: { touch: null }, denied: ['touch'] },
    {
      what: 'closes a mutation’s type name',
      query: 'mutation { __typename touch }',
      data: null,
      denied: ['__typename', 'touch'],
    },
    {
      what: 'closes fragments on it',
      query: '{ ...Q ... on Query { a: open } } fragment Q on Query { open }',
      data: null,
      denied: ['open', 'a'],
    },
    {
      what: 'opens for who meets it',
      who: {},
      query: '{ __typename open }',
      data: { __typename: 'Query', open: secret('open') },
    },
    {
      what: 'lets a mutation run for who meets it',
      who: { scope: 'write' },
      query: 'mutation { hit touch }',
      data: { hit: secret('hit'), touch: secret('touch') },
      ran: ['hit', 'touch'],
    },
    {
      what: 'of one operation says nothing of the other',
      who: {},
      query: 'mutation { hit }',
      data: null,
      denied: ['hit'],
    },
  ],
);
