/** An operation and what is sent with it. */
export interface FeatureOperation {
  feature: string;
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

const types = 'fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';

/** Every executable feature of graphql 16, each at least once. What is refused is here too. */
export const operations: FeatureOperation[] = [
  // Documents and operations.
  { feature: 'the short form of a query', query: '{ thing { __typename } }' },
  {
    feature: 'one of several operations by its name',
    query: 'query A { colour(is: RED) } query B { colour(is: GREEN) } mutation C { log }',
    operationName: 'B',
  },
  {
    feature: 'no name although there are several operations',
    query: 'query A { colour(is: RED) } query B { colour(is: GREEN) }',
  },
  { feature: 'a name that no operation has', query: 'query A { colour(is: RED) }', operationName: 'B' },
  {
    feature: 'an operation’s name that is also a keyword',
    query: 'query query { thing { ...fragment } } fragment fragment on Cup { id }',
  },
  {
    feature: 'commas, comments, tabs and line ends of every kind',
    query: '# first\r\n{,,echo(text:"a",,int:1)#end\r\t\tnodes,{id,,}\n}# last',
  },
  { feature: 'a byte order mark', query: '\ufeff{ echo(int: 1) }' },
  { feature: 'descriptions are no part of operations here', query: '"A query." query A { echo }' },
  { feature: 'an operation that is cut off', query: '{ echo(' },
  { feature: 'an empty document', query: '' },
  { feature: 'a document of comments only', query: '# nothing' },
  { feature: 'a selection set without a selection', query: '{ thing { } }' },
  // Fields.
  {
    feature: 'aliases, of one field with several arguments',
    query: '{ a: echo(int: 1) b: echo(int: 2) echo id: echo(id: 3) }',
  },
  { feature: 'one response key for what cannot be merged', query: '{ a: echo(int: 1) a: echo(int: 2) }' },
  {
    feature: 'merging of one field’s selections',
    query: '{ thing { ... on Cup { id } } thing { ... on Cup { volume } __typename } }',
  },
  { feature: 'a field that is not there', query: '{ nothing }' },
  { feature: 'a field that needs selections', query: '{ thing }' },
  { feature: 'a leaf with selections', query: '{ colour(is: RED) { name } }' },
  {
    feature: '__typename in every place',
    query:
      '{ __typename a: __typename nodes { __typename ... on Labelled { b: __typename } } thing { __typename ... on Cup { c: __typename } } }',
  },
  {
    feature: '__typename of a mutation and below it',
    query: 'mutation { __typename make { __typename volume } x: __typename }',
  },
  // Fragments.
  {
    feature: 'named fragments in one another',
    query:
      '{ nodes { ...A } } fragment A on Node { id ...B ...B } fragment B on Labelled { label ...C } fragment C on Box { size }',
  },
  {
    feature: 'inline fragments without a type condition',
    query: '{ ... { thing { ... { ... on Cup { ... { id volume } } } } } }',
  },
  {
    feature: 'fragments on an interface of an interface',
    query: '{ nodes { ... on Labelled { label ... on Node { id ... on Cup { volume } } } } }',
  },
  {
    feature: 'fragments on a union and on its members',
    query: '{ things { ... on Thing { ... on Cup { volume } ... on Box { size label } } } }',
  },
  { feature: 'a fragment where it can never apply', query: '{ nodes { ... on Query { echo } } }' },
  { feature: 'a fragment that nobody uses', query: '{ echo } fragment A on Cup { id }' },
  { feature: 'a fragment that nobody defines', query: '{ thing { ...A } }' },
  {
    feature: 'fragments that go round in a circle',
    query: '{ thing { ...A } } fragment A on Cup { ...B } fragment B on Cup { ...A }',
  },
  {
    feature: 'two fragments of one name',
    query: '{ thing { ...A } } fragment A on Cup { id } fragment A on Cup { label }',
  },
  { feature: 'a fragment on a scalar', query: '{ thing { ... on Colour { id } } }' },
  // Literals.
  {
    feature: 'integers and floats',
    query: '{ echo(int: -7, float: 1.5e3) b: echo(float: 2) c: echo(int: 0, float: -0.25) }',
  },
  { feature: 'an integer where it is too large', query: '{ echo(int: 2147483648) }' },
  { feature: 'a float as an integer', query: '{ echo(int: 1.0) }' },
  { feature: 'identifiers from texts and integers', query: '{ echo(id: "a") b: echo(id: 12) other(id: 7) }' },
  { feature: 'an identifier from a float', query: '{ echo(id: 1.5) }' },
  { feature: 'Booleans', query: '{ echo(flag: true) b: echo(flag: false) }' },
  { feature: 'a text as a Boolean', query: '{ echo(flag: "true") }' },
  { feature: 'escapes in texts', query: '{ echo(text: "\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0041 \\u0645") }' },
  {
    feature: 'Unicode escapes of more than four digits, and pairs of halves',
    query: '{ echo(text: "\\u{1F600} \\u{41} \\uD83D\\uDE00") }',
  },
  { feature: 'half of a pair', query: '{ echo(text: "\\uD83D") }' },
  { feature: 'an escape beyond Unicode', query: '{ echo(text: "\\u{110000}") }' },
  { feature: 'characters as they are', query: '{ echo(text: "وصل 😀 \u2028") }' },
  {
    feature: 'block texts',
    query: '{ echo(text: """\n    one\n      "two"\n    \\""" three \\n\n\n  """) b: echo(text: """""") }',
  },
  { feature: 'a text that goes over a line', query: '{ echo(text: "a\nb") }' },
  { feature: 'enum values', query: '{ colour(is: GREEN) echo b: colour(is: OLD) }' },
  { feature: 'an enum value as a text', query: '{ colour(is: "RED") }' },
  { feature: 'an enum value that is not there', query: '{ colour(is: BLUE) }' },
  {
    feature: 'null for what may be null',
    query: '{ echo(text: null, int: null, colour: null) list(of: null) filter(by: null) }',
  },
  { feature: 'null for what may not be', query: '{ other(id: null) }' },
  {
    feature: 'lists, of lists, and one value in place of a list',
    query:
      '{ a: list(of: [1, 2]) b: list(of: 3) c: list(grid: [[1, null], null, []]) d: list(grid: 4) e: list(grid: [5]) f: list(ids: ["a", 1]) }',
  },
  { feature: 'null in a list that may not hold it', query: '{ list(of: [1, null]) }' },
  {
    feature: 'input objects with defaults, nested',
    query:
      '{ a: filter b: filter(by: {}) c: filter(by: { from: 2, tags: [], inner: { colour: OLD, inner: { from: 9 } } }) d: list(filters: { to: 1 }) }',
  },
  { feature: 'an input object’s field that is not there', query: '{ filter(by: { nothing: 1 }) }' },
  { feature: 'an input object’s field twice', query: '{ filter(by: { from: 1, from: 2 }) }' },
  { feature: 'a deprecated argument and input field', query: '{ filter(old: 1, by: { to: 2 }) }' },
  { feature: 'an argument twice', query: '{ echo(int: 1, int: 2) }' },
  { feature: 'an argument that is not there', query: '{ echo(nothing: 1) }' },
  { feature: 'an argument that must be given', query: '{ other }' },
  {
    feature: 'a scalar of the schema’s own, of any form',
    query:
      '{ a: json(value: { a: [1, 2.5, "x", true, null, RED, { b: {} }] }) b: json(value: []) c: json(value: "text") d: json(value: null) e: json }',
  },
  {
    feature: 'an input object of which one field is given',
    query: '{ a: pick(one: { id: 1 }) b: pick(one: { filter: { from: 2 } }) c: pick d: pick(one: null) }',
  },
  { feature: 'two fields of such an input object', query: '{ pick(one: { id: 1, name: "a" }) }' },
  { feature: 'null for the field of such an input object', query: '{ pick(one: { id: null }) }' },
  // Variables.
  {
    feature: 'variables of every type',
    query:
      'query ($t: String, $i: Int!, $f: Float, $d: ID, $b: Boolean, $c: Colour, $l: [Int!]!, $o: Filter, $j: Json, $p: Pick) { echo(text: $t, int: $i, float: $f, id: $d, flag: $b, colour: $c) list(of: $l) filter(by: $o) json(value: $j) pick(one: $p) }',
    variables: {
      t: 'ج 😀',
      i: -1,
      f: 1e-7,
      d: 'x',
      b: false,
      c: 'OLD',
      l: [1, 2],
      o: { from: 4, grid: [[1], null] },
      j: { a: [null, { b: 1 }] },
      p: { name: 'n' },
    },
  },
  {
    feature: 'coercion of variables: integers to floats and identifiers, one value to a list',
    query:
      'query ($f: Float, $d: ID, $l: [Int!], $g: [[Int]], $s: [Filter!]) { echo(float: $f, id: $d) list(of: $l, grid: $g, filters: $s) }',
    variables: { f: 3, d: 12, l: 1, g: [2], s: { from: 1 } },
  },
  {
    feature: 'defaults of variables, of every form',
    query:
      'query ($t: String = "d", $i: Int = 5, $l: [Int!] = [1], $o: Filter = { from: 7, tags: ["x"] }, $c: Colour = RED) { echo(text: $t, int: $i, colour: $c) list(of: $l) filter(by: $o) }',
  },
  {
    feature: 'null in place of a default',
    query: 'query ($t: String = "d", $o: Filter = { from: 7 }) { echo(text: $t) filter(by: $o) }',
    variables: { t: null, o: null },
  },
  {
    feature: 'variables left out: the argument’s default holds',
    query: 'query ($t: String, $c: Colour, $o: Filter) { echo(text: $t, colour: $c) filter(by: $o) }',
  },
  {
    feature: 'variables within lists and objects',
    query:
      'query ($i: Int!, $t: String!, $n: Int, $j: Json) { list(of: [1, $i], grid: [[$n, $i]]) filter(by: { from: $i, to: $n, tags: [$t], inner: { from: $i } }) json(value: { a: [$j] }) }',
    variables: { i: 3, t: 't', j: { b: 2 } },
  },
  {
    feature: 'a variable within an input object that is left out',
    query: 'query ($n: Int, $c: Colour) { filter(by: { to: $n, colour: $c }) }',
  },
  {
    feature: 'a variable for an input of one field',
    query: 'query ($id: ID!) { pick(one: { id: $id }) }',
    variables: { id: 5 },
  },
  { feature: 'a variable that must be given', query: 'query ($i: Int!) { echo(int: $i) }' },
  {
    feature: 'null for a variable that must be given',
    query: 'query ($i: Int!) { echo(int: $i) }',
    variables: { i: null },
  },
  { feature: 'a variable of the wrong type', query: 'query ($i: Int) { echo(int: $i) }', variables: { i: 'x' } },
  {
    feature: 'a variable with an enum value that is not there',
    query: 'query ($c: Colour) { colour(is: $c) }',
    variables: { c: 'BLUE' },
  },
  {
    feature: 'a variable with an integer that is too large',
    query: 'query ($i: Int) { echo(int: $i) }',
    variables: { i: 2147483648 },
  },
  {
    feature: 'a variable whose input object has a field too many',
    query: 'query ($o: Filter) { filter(by: $o) }',
    variables: { o: { from: 1, nothing: 2 } },
  },
  {
    feature: 'a variable whose input object lacks a field',
    query: 'query ($p: Pick) { pick(one: $p) }',
    variables: { p: {} },
  },
  { feature: 'a variable in the wrong place', query: 'query ($i: Int) { other(id: $i) }' },
  { feature: 'a variable that may be null where null may not be', query: 'query ($d: ID) { other(id: $d) }' },
  { feature: 'a variable that nobody defines', query: '{ echo(int: $i) }' },
  { feature: 'a variable that nobody uses', query: 'query ($i: Int) { echo }' },
  { feature: 'a variable twice', query: 'query ($i: Int, $i: Int) { echo(int: $i) }' },
  { feature: 'a variable of an output type', query: 'query ($c: Cup) { echo }' },
  {
    feature: 'values that nobody asked for among the variables',
    query: 'query ($i: Int) { echo(int: $i) }',
    variables: { i: 1, more: 2 },
  },
  // Directives.
  {
    feature: '@skip and @include on fields and fragments, together',
    query:
      'query ($y: Boolean!, $n: Boolean = false) { a: echo @skip(if: $y) b: echo @include(if: $y) @skip(if: $n) nodes { ... @include(if: $n) { id } ...F @skip(if: $n) } } fragment F on Labelled { label @include(if: $y) }',
    variables: { y: true },
  },
  {
    feature: 'an object of which nothing is left',
    query: '{ thing { __typename @skip(if: true) } nodes { id @include(if: false) } }',
  },
  { feature: 'an operation of which nothing is left', query: '{ echo @skip(if: true) }' },
  { feature: '@include without its condition', query: '{ echo @include }' },
  { feature: '@skip twice', query: '{ echo @skip(if: false) @skip(if: false) }' },
  { feature: 'a directive that is not there', query: '{ echo @nothing }' },
  { feature: 'a directive in the wrong place', query: 'query @skip(if: true) { echo }' },
  {
    feature: 'a repeatable directive of the subgraphs',
    query:
      'query ($t: String) @note(text: "q") { echo @note(text: "a") @note(text: $t) thing { ...F @note ... @note { __typename } } } fragment F on Cup { volume @note }',
    variables: { t: 'b' },
  },
  // Execution.
  {
    feature: 'fields of a mutation in their order',
    query: 'mutation { a: set(to: "one") log1: log b: set(to: "two") c: set(to: "three") log2: log }',
  },
  { feature: 'an error of a field, and what is beside it', query: '{ broken echo }' },
  {
    feature: 'an error of another subgraph’s field below lists',
    query: '{ things { ... on Cup { id broken volume } ... on Box { size } } }',
  },
  { feature: 'a non-null field', query: '{ must { ... on Box { size } } }' },
  { feature: 'nulls in a list', query: '{ things { ... on Labelled { label } } }' },
  {
    feature: 'one key under types that exclude one another',
    query: '{ things { ... on Cup { x: volume(unit: "l") } ... on Box { x: label } } }',
  },
  // Introspection.
  {
    feature: 'a type, its fields with deprecated ones, their arguments and types',
    query: `{ __type(name: "Query") { kind name description interfaces { name } fields(includeDeprecated: true) { name description isDeprecated deprecationReason type { ...T } args(includeDeprecated: true) { name description defaultValue isDeprecated deprecationReason type { ...T } } } } } ${types}`,
  },
  {
    feature: 'a type without what is deprecated',
    query:
      '{ __type(name: "Cup") { fields { name } interfaces { name } possibleTypes { name } } a: __type(name: "Query") { fields { name args { name } } } b: __type(name: "Filter") { inputFields { name } } c: __type(name: "Colour") { enumValues { name description } } }',
  },
  {
    feature: 'an enum with its deprecated values',
    query:
      '{ __type(name: "Colour") { description enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } } }',
  },
  {
    feature: 'an input object, its defaults, and what is deprecated of it',
    query: `{ __type(name: "Filter") { kind isOneOf inputFields(includeDeprecated: true) { name description defaultValue isDeprecated deprecationReason type { ...T } } } a: __type(name: "Pick") { isOneOf } } ${types}`,
  },
  {
    feature: 'where a scalar is specified',
    query: '{ __type(name: "Json") { kind specifiedByURL } a: __type(name: "Int") { specifiedByURL } }',
  },
  {
    feature: 'interfaces that implement interfaces, unions, and who belongs to them',
    query:
      '{ a: __type(name: "Labelled") { kind interfaces { name } possibleTypes { name } } b: __type(name: "Node") { interfaces { name } possibleTypes { name } } c: __type(name: "Thing") { kind possibleTypes { name } } }',
  },
  {
    feature: 'directives, their places, arguments and whether they repeat',
    query: `{ __schema { directives { name isRepeatable } queryType { name } mutationType { name } subscriptionType { name } } }`,
  },
  { feature: 'the types of the schema', query: '{ __schema { description types { name } } }' },
  {
    feature: 'types of introspection itself',
    query:
      '{ __type(name: "__Type") { kind fields { name } } a: __type(name: "__DirectiveLocation") { enumValues { name } } }',
  },
  { feature: 'a type that is not there', query: '{ __type(name: "None") { name } }' },
  {
    feature: 'introspection beside data',
    query:
      'query ($n: String = "Cup") { thing { ... on Cup { volume } } __type(name: $n) { ...F } __typename } fragment F on __Type { name kind @skip(if: false) }',
  },
  {
    feature: 'introspection in a mutation’s root, where it is not',
    query: 'mutation { __schema { queryType { name } } }',
  },
];
