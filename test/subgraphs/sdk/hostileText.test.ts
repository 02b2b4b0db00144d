import { createSubgraph, type ServedSubgraph, serveSubgraph } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signFor, testKeys } from '../../support/startTestSubgraph.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  input Note { text: String, tags: [String!], of: Note }
  type Bed @key(fields: "id") @key(fields: "ward { number } row") { id: ID row: Int ward: Ward }
  type Ward { number: ID }
  type Query { say(text: String, note: Note, any: [[String]]): String }
  type Mutation { write(note: Note!, title: String, signature: String!): String }`;

const named: unknown[] = [];
const said = (_: unknown, given: object) => JSON.stringify(given);
const beds = createSubgraph({
  name: 'beds',
  typeDefs,
  gateway: { keys: testKeys },
  resolvers: {
    Bed: {
      __resolveReference(reference: object) {
        named.push(reference);
        return reference;
      },
    },
    Query: { say: said },
    Mutation: { write: said },
  },
});

let served: ServedSubgraph;
beforeAll(async () => (served = await serveSubgraph(beds, { port: 0 })));
afterAll(() => served.stop());

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

async function ask(request: { query: string; variables?: object }): Promise<Answer> {
  const body = JSON.stringify(request);
  const signed = signFor('beds', body, { subject: 'nurse-1', roles: ['nurse'], scopes: [] });
  const headers = { 'content-type': 'application/json', ...signed };
  return (await fetch(served.url, { method: 'POST', headers, body })).json();
}

const say = 'query ($text: String, $note: Note, $any: [[String]]) { say(text: $text, note: $note, any: $any) }';

describe('a text', () => {
  it.each([
    ['in a variable', { text: 'a\0b' }, 'text', 'nul'],
    ['of half a surrogate pair', { text: 'x\ud83d' }, 'text', 'surrogate'],
    ['in an input', { note: { of: { text: 'bell\u0007' } } }, 'note.of.text', 'control'],
    ['in a list of an input', { note: { tags: ['fine', '\u009b31m'] } }, 'note.tags.1', 'control'],
    ['in a list of lists', { any: [['fine'], [null, '\u007f']] }, 'any.1.1', 'control'],
    ['that turns letters around', { text: 'Amoxicillin \u202e05' }, 'text', 'direction'],
    ['that forces letters from the left', { text: '\u202dأحمد' }, 'text', 'direction'],
  ])('%s is refused, with where and why', async (_, variables, argument, reason) => {
    const body = await ask({ query: say, variables });
    const error = { path: ['say'], extensions: { code: 'BAD_USER_INPUT', argument, reason, forPeople: true } };
    expect(body).toMatchObject({ data: { say: null }, errors: [error] });
  });

  it('that is written out is refused too, and costs its own field alone', async () => {
    const body = await ask({ query: '{ bad: say(text: "\\u0000") good: say(text: "\\u0041") }' });
    expect(body.data).toEqual({ bad: null, good: '{"text":"A"}' });
    expect(body.errors).toMatchObject([{ path: ['bad'], extensions: { argument: 'text', reason: 'nul' } }]);
  });

  it('in a mutation is refused before it is written', async () => {
    const body = await ask({ query: 'mutation { write(signature: "A", note: { text: "\\u0001" }) }' });
    expect(body).toMatchObject({ data: { write: null }, errors: [{ extensions: { argument: 'note.text' } }] });
  });

  it('in a mutation that shows nothing counts as not given, and is refused where it is needed', async () => {
    const write =
      'mutation ($note: Note!, $title: String, $signature: String!) { write(note: $note, title: $title, signature: $signature) }';
    const blank = '\u200b \u2060';
    const body = await ask({
      query: write,
      variables: { note: { text: blank, tags: ['A'] }, title: '', signature: 'B' },
    });
    expect(JSON.parse(body.data.write)).toEqual({
      note: { text: null, tags: ['A'] },
      title: null,
      signature: 'B',
    });
    const refused = await ask({ query: write, variables: { note: {}, signature: blank } });
    expect(refused).toMatchObject({
      data: { write: null },
      errors: [{ message: 'The text in signature is empty.', extensions: { field: 'signature', reason: 'blank' } }],
    });
  });

  it('that is none is named by its place, unless it looks like a place itself', async () => {
    const sent = (tag: unknown) => ask({ query: say, variables: { note: { of: { tags: ['A', tag] } } } });
    const extensions = { code: 'BAD_USER_INPUT', argument: 'note.of.tags.1', field: 'of.tags.1', forPeople: true };
    expect(await sent(7)).toEqual({
      errors: [{ message: 'A value of the request is not valid: of.tags.1.', extensions }],
    });
    expect((await sent({ 'x at "note.text"; ': 7 })).errors).toEqual([
      { message: 'A value of the request is not valid.', extensions: { code: 'BAD_USER_INPUT', forPeople: true } },
    ]);
  });

  it('of more characters than its field takes is refused', async () => {
    const body = await ask({ query: say, variables: { note: { tags: ['x'.repeat(20_001)] } } });
    const extensions = {
      code: 'BAD_USER_INPUT',
      argument: 'note.tags.0',
      field: 'note.tags.0',
      reason: 'long',
      maximum: 20_000,
    };
    expect(body.errors).toMatchObject([{ message: 'The text in note.tags.0 is too long (most: 20000).', extensions }]);
  });

  it.each(['سطر\nوسطر\tآخر\r\n', 'می‌خواهم', '‏123‎', '\u2066+963 11\u2069', '👩‍⚕️ ñ 日本', ''])(
    'of people is taken as it is: %j',
    async (text) => {
      const body = await ask({ query: say, variables: { text } });
      expect(JSON.parse(body.data.say)).toEqual({ text });
    },
  );
});

describe('references to entities', () => {
  const entities = async (representations: readonly object[]) => {
    named.length = 0;
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Bed { id row } } }';
    const of = representations.map((each) => ({ __typename: 'Bed', ...each }));
    return ask({ query, variables: { r: of } });
  };

  it('by a key that cannot be are null, and cost the others nothing', async () => {
    const bad = [{ id: 'a\0' }, { id: '\udc00' }, { id: null }, { id: { $ne: 1 } }, { id: ['B1'] }, { id: true }, {}];
    const { data, errors } = await entities([{ id: 'B1' }, ...bad, { id: 'B2' }]);
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ id: 'B1', row: null }, ...bad.map(() => null), { id: 'B2', row: null }]);
    expect(named).toEqual(['B1', 'B2'].map((id) => ({ __typename: 'Bed', id })));
  });

  it('by any one of the keys are found, whatever else stands beside it', async () => {
    const whole = [
      { ward: { number: '7' }, row: 3 },
      { id: 'B1', ward: 'x\0' },
      { id: 'B1', ward: null },
    ];
    expect((await entities(whole)).data._entities.map((bed: object | null) => bed !== null)).toEqual([
      true,
      true,
      true,
    ]);
    const broken = [{ ward: { number: '7\0' }, row: 3 }, { ward: { number: '7' } }, { ward: null, row: 3 }];
    expect((await entities(broken)).data._entities).toEqual([null, null, null]);
  });

  it('by a number for an ID are found by its text', async () => {
    await entities([{ id: 7, row: 3 }]);
    expect(named).toEqual([{ __typename: 'Bed', id: '7', row: 3 }]);
  });
});
