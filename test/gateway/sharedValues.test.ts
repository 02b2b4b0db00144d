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
