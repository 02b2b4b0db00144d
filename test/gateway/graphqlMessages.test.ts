import { graphqlMessageInArabic } from '@wasl/gateway/core/graphqlMessages';
import { buildSchema, getVariableValues, GraphQLError, Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const schema = buildSchema(`
  directive @once on FIELD
  directive @needs(what: String!) on FIELD
  enum Sex { FEMALE MALE }
  input Name { given: String! family: String }
  input One @oneOf { a: Int b: Int }
  interface Party { id: ID! }
  type Person implements Party { id: ID! name(form: String): String sex: Sex friends(first: Int!): [Person] }
  type Place implements Party { id: ID! name: Int }
  union Any = Person | Place
  type Query { person(id: ID!, sex: Sex, name: Name, one: One): Person any: Any party: Party count(on: Boolean, of: Float): Int }
  type Subscription { a: Int b: Int }
`);

function messagesOf(text: string, variables?: Record<string, unknown>): string[] {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    if (!variables) return errors.map(({ message }) => message);
    const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
    const read = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
    return (read.errors ?? []).map(({ message }) => message);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}

const refused: readonly (readonly [text: string, variables?: Record<string, unknown>])[] = [
  ['{ persn(id: 1) { id } }'],
  ['{ person(id: 1) { nam } }'],
  ['{ any { name } }'],
  ['{ party { name } }'],
  ['{ person(id: 1) }'],
  ['{ person(id: 1) { } }'],
  ['{ person(id: 1) { id { x } } }'],
  ['{ person { id } }'],
  ['{ person(id: 1, idd: 2, id: 3) { id } }'],
  ['{ person(id: 1) { friends { id } } }'],
  ['{ person(id: 1, sex: FEMAL) { id } }'],
  ['{ person(id: 1, sex: "FEMALE") { id } }'],
  ['{ person(id: 1, name: {}) { id } }'],
  ['{ person(id: 1, name: { given: "a", fam: "b", given: "c" }) { id } }'],
  ['{ person(id: 1, name: { given: null }) { id } }'],
  ['{ person(id: 1, one: { a: 1, b: 2 }) { id } }'],
  ['{ person(id: 1, one: { a: null }) { id } }'],
  ['{ person(id: 1.5) { id } }'],
  ['{ person(id: 1) { friends(first: "1") { id } } }'],
  ['{ person(id: 1) { friends(first: 9999999999) { id } } }'],
  ['{ count(on: 1, of: "x") }'],
  ['{ count @unknown }'],
  ['{ count @once @once @needs }'],
  ['query @once { count }'],
  ['query @skip(if: true) { count @skip(iff: true) }'],
  ['{ count } { count }'],
  ['query A { count } query A { count }'],
  ['{ ...f }'],
  ['fragment f on Person { id } { count }'],
  ['{ ...f } fragment f on Query { ...f }'],
  ['{ ...f } fragment f on Query { ...g } fragment g on Query { ...f }'],
  ['{ ...f } fragment f on Sex { x }'],
  ['{ ... on Sex { x } }'],
  ['{ ... on Nobody { x } }'],
  ['{ ... on Person { id } }'],
  ['{ ...f } fragment f on Person { id } fragment f on Person { id }'],
  ['query ($a: Int, $a: Int) { count }'],
  ['query Q($a: Int) { count }'],
  ['{ person(id: $a) { id } }'],
  ['query Q { person(id: $a) { id } }'],
  ['query ($a: Person) { count }'],
  ['query ($a: String) { person(id: $a) { id } }'],
  ['{ a: person(id: 1) { id } a: person(id: 2) { id } }'],
  ['{ a: count a: party { id } }'],
  ['{ any { ... on Person { name } ... on Place { name } } }'],
  ['{ person(id: 1) { x: id } person(id: 1) { x: name } }'],
  ['subscription { a b }'],
  ['subscription S { a b }'],
  ['type X { a: Int } { count }'],
  ['schema { query: Query } { count }'],
  ['{ person(id: 1) { id '],
  ['{ person(id: ) { id } }'],
  ['{ person(id: "abc) { id } }'],
  ["{ person(id: 'abc') { id } }"],
  ['{ person(id: "\\q") { id } }'],
  ['{ person(id: "\\u12") { id } }'],
  ['{ person(id: 01) { id } }'],
  ['{ person(id: 1.) { id } }'],
  ['{ person(id: ?) { id } }'],
  ['query ($a: Int = $b) { count }'],
  ['quer { count }'],
  [''],
  ['query ($id: ID!) { person(id: $id) { id } }', {}],
  ['query ($id: ID!) { person(id: $id) { id } }', { id: null }],
  ['query ($id: ID!) { person(id: $id) { id } }', { id: { a: 1 } }],
  ['query ($n: Name) { person(id: 1, name: $n) { id } }', { n: { family: 1 } }],
  ['query ($n: Name) { person(id: 1, name: $n) { id } }', { n: 'x' }],
  ['query ($n: Name) { person(id: 1, name: $n) { id } }', { n: { given: 'a', famly: 'b' } }],
  ['query ($o: One) { person(id: 1, one: $o) { id } }', { o: { a: 1, b: 2 } }],
  ['query ($s: Sex) { person(id: 1, sex: $s) { id } }', { s: 'FEMAL' }],
  ['query ($s: Sex) { person(id: 1, sex: $s) { id } }', { s: 7 }],
  ['query ($f: Int!) { person(id: 1) { friends(first: $f) { id } } }', { f: 'x; Expected' }],
  ['query ($f: Float) { count(of: $f) }', { f: 'x' }],
  ['query ($b: Boolean) { count(on: $b) }', { b: 'true' }],
];

/** English that a sentence is made of, outside of what is quoted. */
const english =
  /\b(?:cannot|must|expected|unexpected|found|because|conflict|only|named|provided|used|never|type|value|or|and|of|the|mean)\b/i;

describe('what graphql-js says', () => {
  it.each(refused.map(([text, variables]) => ({ text, variables })))(
    'of $text with $variables is said in Arabic',
    ({ text, variables }) => {
      const messages = messagesOf(text, variables);
      expect(messages).not.toEqual([]);
      for (const message of messages) {
        const arabic = graphqlMessageInArabic(message);
        expect(arabic, message).toMatch(/[\u0621-\u064a]/);
        expect(arabic?.replaceAll(/"[^"]*"|«[^»]*»|\([^()]*\)/g, ''), message).not.toMatch(english);
        const names = [...message.matchAll(/"(\$?@?\w+)"/g)].map(([, name]) => name ?? '');
        for (const name of names) expect(arabic, message).toContain(name);
      }
    },
  );

  it('is put as a reader would say it', () => {
    const said = refused.slice(0, 3).flatMap(([text]) => messagesOf(text).map(graphqlMessageInArabic));
    expect(said).toEqual([
      'لا حقل باسم «persn» في النوع «Query». أتقصد «person» أو «party»؟',
      'لا حقل باسم «nam» في النوع «Person». أتقصد «name»؟',
      'لا حقل باسم «name» في النوع «Any». أتقصد مقطعاً على «Person» أو «Place»؟',
    ]);
  });

  it('takes nothing of what it quotes for a part of its sentence', () => {
    const message = 'Variable "$a" got invalid value "$& $1 $`"; ID cannot represent value: "$& $1 $`"';
    expect(graphqlMessageInArabic(message)).toBe('قيمة المتغير «$a» لا تصلح ("$& $1 $`"): ليس مُعرِّفاً: "$& $1 $`"');
  });

  it.each([
    '',
    'Somebody else said this.',
    'Unknown type "A". Somebody else said this.',
    'Fields "a" conflict because of rain.',
  ])('is left as it is where it is not known: %j', (message) => {
    expect(graphqlMessageInArabic(message)).toBeUndefined();
  });

  it('takes no time with a text that is made to take time', () => {
    const parts =
      'Field "a" argument "'.repeat(50) + 'Fragment "a" cannot be spread here as objects of type "'.repeat(10);
    expect(graphqlMessageInArabic(`Variable "$a" got invalid value ${parts}`)).toBeUndefined();
  });
});
