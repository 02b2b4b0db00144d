import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestBeds, type TestBeds } from './startTestBeds.ts';

let beds: TestBeds;
beforeAll(async () => {
  beds = await startTestBeds();
});
afterAll(() => beds.stop());

const errorId = expect.stringMatching(/^[0-9a-f-]{36}$/);
const generic = {
  message: 'Something went wrong. Quote the error id to the help desk.',
  extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
};
const wrongValue = {
  message: 'A value of the request is not valid.',
  extensions: { code: 'BAD_USER_INPUT', forPeople: true },
};

it.each([
  ['ar', 'هذا السرير مشغول.'],
  ['en', 'This bed is taken.'],
  ['fr, ar;q=0.5, en;q=0.4', 'هذا السرير مشغول.'],
  ['ar;q=0, en-GB', 'This bed is taken.'],
])('tells an expected failure to a reader of %s and marks it as meant for people', async (language, message) => {
  const { status, body } = await beds.ask({ query: '{ taken }' }, { 'accept-language': language });
  expect([status, body]).toEqual([
    200,
    {
      data: { taken: null },
      errors: [
        {
          message,
          path: ['taken'],
          locations: [{ line: 1, column: 3 }],
          extensions: { bed: 'B1', code: 'BED_TAKEN', forPeople: true },
        },
      ],
    },
  ]);
});

it.each(['raw', 'disguised', 'missing'])(
  'says of %s only that something went wrong, and logs the rest',
  async (field) => {
    beds.logged.length = 0;
    const { body } = await beds.ask({ query: `{ ${field} }` });
    expect(body.errors).toEqual([{ ...generic, path: [field], locations: [{ line: 1, column: 3 }] }]);
    expect(beds.logged).toEqual([{ errorId: body.errors[0].extensions.errorId, error: expect.any(Error) }]);
  },
);

it.each([
  ['a number beyond Int', { query: 'query ($n: Int) { ward(beds: $n) }', variables: { n: 123456789012 } }],
  ['a value that an enum lacks', { query: 'query ($w: Ward) { ward(ward: $w) }', variables: { w: '123456789012' } }],
  ['a missing variable', { query: 'query ($id: ID!) { bed(id: $id) { id } }' }],
])('refuses %s without quoting it', async (_, request) => {
  expect((await beds.ask(request)).body).toEqual({ errors: [wrongValue] });
});

it('refuses a null for a required argument without quoting it', async () => {
  const { body } = await beds.ask({ query: 'query ($id: ID = "B1") { required(id: $id) }', variables: { id: null } });
  expect(body.errors).toMatchObject([{ ...wrongValue, path: ['required'] }]);
});

it.each([
  ['{ bed(id: "123456789012") { lamp } }', 'GRAPHQL_VALIDATION_FAILED', 'The operation does not fit the schema.'],
  ['{ bed(id: "123456789012" }', 'GRAPHQL_PARSE_FAILED', 'The GraphQL document cannot be read.'],
])('keeps what it thinks of %s for the log: people cannot act on it', async (query, code, message) => {
  beds.logged.length = 0;
  const { body } = await beds.ask({ query });
  expect(body).toEqual({ errors: [{ message, extensions: { code, errorId } }] });
  expect(beds.logged.map((line) => line.errorId)).toEqual([body.errors[0].extensions.errorId]);
});

it('asks somebody who has not signed in to do so', async () => {
  const { body } = await beds.ask({ query: '{ whoAmI }' }, {}, null);
  expect(body.errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED', forPeople: true });
  expect((await beds.ask({ query: '{ whoAmI }' })).body).toEqual({ data: { whoAmI: 'nurse-1' } });
});
