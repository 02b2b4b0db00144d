import { afterEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@external"])';

const clinic = {
  name: 'clinic',
  sdl: `${link}
    type Query { patient: Patient }
    type Patient @key(fields: "id") { id: ID! summary: Summary @shareable }
    type Summary { code: String }`,
  resolvers: { Query: { patient: () => ({ id: '1', summary: { code: '60591-5' } }) } },
};
const pharmacy = {
  name: 'pharmacy',
  sdl: `${link}
    type Patient @key(fields: "id") { id: ID! summary: Summary @shareable }
    type Summary { medications: [Medication] }
    type Medication { name: String }`,
  resolvers: {
    Patient: {
      __resolveReference: ({ id }: { id: string }) => ({ id, summary: { medications: [{ name: 'Aspirin' }] } }),
    },
  },
};
const query = '{ patient { summary { code drugs: medications { name } } } }';

let gateway: TestGateway | undefined;
afterEach(() => gateway?.stop());

test('a value that two subgraphs fill has what each says', async () => {
  gateway = await startTestGateway([clinic, pharmacy]);
  expect(await gateway.ask(query)).toEqual({
    data: { patient: { summary: { code: '60591-5', drugs: [{ name: 'Aspirin' }] } } },
  });
});

test('where one of the two does not answer, the error stands at what is missing, and not at what is there', async () => {
  gateway = await startTestGateway([clinic, pharmacy], {
    subgraphUrls: new Map([['pharmacy', 'http://127.0.0.1:1/graphql']]),
  });
  expect(await gateway.ask(query)).toMatchObject({
    data: { patient: { summary: { code: '60591-5', drugs: null } } },
    errors: [{ path: ['patient', 'summary', 'drugs'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
  });
});

test('the same where the one that answers is the slower', async () => {
  const registry = {
    name: 'registry',
    sdl: `${link} type Query { patient: Patient } type Patient @key(fields: "id") { id: ID! }`,
    resolvers: { Query: { patient: () => ({ id: '1' }) } },
  };
  const slow = {
    name: 'clinic',
    sdl: clinic.sdl.replace('type Query { patient: Patient }', ''),
    resolvers: {
      Patient: {
        __resolveReference: ({ id }: { id: string }) =>
          new Promise((done) => setTimeout(done, 300, { id, summary: { code: '60591-5' } })),
      },
    },
  };
  gateway = await startTestGateway([registry, slow, pharmacy], {
    subgraphUrls: new Map([['pharmacy', 'http://127.0.0.1:1/graphql']]),
  });
  const { data, errors } = (await gateway.ask(query)) as { data: unknown; errors: { path: string[] }[] };
  expect(data).toEqual({ patient: { summary: { code: '60591-5', drugs: null } } });
  expect(errors.map(({ path }) => path)).toEqual([['patient', 'summary', 'drugs']]);
});
