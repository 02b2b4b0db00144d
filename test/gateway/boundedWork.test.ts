import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { federationLink } from '../support/fieldRuleSuite.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';

const wardSdl = `${federationLink}
  type Query { beds(count: Int!): [Bed!]! }
  type Mutation { touch: Int }
  type Bed @key(fields: "id") { id: ID! patient: String @authenticated }`;
const wardResolvers = {
  Query: { beds: (_: unknown, { count }: { count: number }) => Array.from({ length: count }, (__, id) => ({ id })) },
  Mutation: { touch: () => 1 },
};

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway([{ name: 'ward', sdl: wardSdl, resolvers: wardResolvers }], {
    tokens: { jwksUrl: issuer.jwksUrl },
  });
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

afterEach(() => vi.restoreAllMocks());

interface Body {
  data?: { beds: object[] };
  errors?: { path: unknown[]; locations: { line: number; column: number }[]; extensions: { code: string } }[];
}
const ask = (query: string) => gateway.ask(query) as Promise<Body>;
const list = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

test('an answer names a thousand denied fields, however many there are', async () => {
  const { data, errors = [] } = await ask('{ beds(count: 5000) { patient } }');
  expect(data?.beds).toEqual(Array.from({ length: 5_000 }, () => ({ patient: null })));
  expect(errors).toHaveLength(1_000);
  expect(errors.at(-1)).toMatchObject({
    path: ['beds', 999, 'patient'],
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  });
});

/** How often something was looked for in a long text. */
function countLooks() {
  const spy = vi.spyOn(RegExp.prototype, 'exec');
  return () => spy.mock.calls.filter(([text]) => text.length > 5_000).length;
}

test('the places of errors are told without counting the lines of the text for each', async () => {
  const empty = '\n'.repeat(10_000);
  const looks = countLooks();
  const denied = await ask(`{ ${empty} beds(count: 500) { patient } }`);
  expect(denied.errors).toHaveLength(500);
  expect(denied.errors?.[0]?.locations).toEqual([{ line: 10_001, column: 21 }]);
  const contradiction = `{ beds(count: 1) { ${list(100, (i) => `a${i}: id`)} } beds(count: 1) { ${list(100, (i) => `a${i}: patient`)} } }`;
  const refused = await ask(`${empty} ${contradiction}`);
  expect(refused.errors?.[0]?.locations.length).toBeGreaterThan(10);
  expect(refused.errors?.[0]?.locations[0]).toEqual({ line: 10_001, column: 4 });
  const unknown = await ask(`{ ${empty} none }`);
  expect(unknown.errors?.[0]?.locations).toEqual([{ line: 10_001, column: 2 }]);
  expect(looks()).toBeLessThan(100);
});

test('mutations of very many fields wait for the planner as one operation each', async () => {
  const mutation = (number: number) => `mutation { ${list(900, (i) => `m${number}f${i}: touch`)} }`;
  const answers = await Promise.all([1, 2, 3].map((number) => ask(mutation(number))));
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    expect(Object.keys(data ?? {})).toHaveLength(900);
  }
});
