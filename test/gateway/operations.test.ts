import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
let gateway: StartedGateway;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
  gateway = await startGateway(subgraphs.all, {});
});

afterAll(async () => {
  await gateway?.stop();
  await subgraphs?.stop();
});

const codesOf = (body: Record<string, unknown>) =>
  (body['errors'] as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);

test('one query joins two subgraphs', async () => {
  const query = '{ visits { reason medicines cost follows { id medicines } } }';
  const { status, body } = await gateway.ask({ query });
  expect(status).toBe(200);
  expect(body).toEqual({
    data: {
      visits: [
        { reason: 'fever', medicines: ['paracetamol'], cost: 1000, follows: { id: 'V1', medicines: ['paracetamol'] } },
        { reason: 'check-up', medicines: [], cost: 2000, follows: { id: 'V1', medicines: ['paracetamol'] } },
      ],
    },
  });
});

test('a mutation by POST runs once', async () => {
  const before = subgraphs.clinic.received.length;
  const query = 'mutation Record($reason: String!) { recordVisit(reason: $reason) { reason medicines } }';
  const { body } = await gateway.ask({ query, variables: { reason: 'cough' } });
  expect(body).toEqual({ data: { recordVisit: { reason: 'cough', medicines: [] } } });
  expect(subgraphs.clinic.received.length).toBe(before + 1);
});

test('the operation that is named runs', async () => {
  const query = 'query A { visit(id: "V1") { id } } query B { visit(id: "V2") { id } }';
  expect((await gateway.ask({ query, operationName: 'B' })).body).toEqual({ data: { visit: { id: 'V2' } } });
  const unnamed = await gateway.ask({ query });
  expect(unnamed.status).toBe(400);
  expect(codesOf(unnamed.body)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  const unknown = await gateway.ask({ query, operationName: 'C' });
  expect(codesOf(unknown.body)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
});

test('a document that cannot be read is refused with its place', async () => {
  const { status, body } = await gateway.ask({ query: '{ visits { ' });
  expect(status).toBe(400);
  expect(body).not.toHaveProperty('data');
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' }, locations: [{ line: 1 }] }] });
});

test('a field that does not exist is refused, and nothing is asked of a subgraph', async () => {
  const before = subgraphs.clinic.received.length;
  const { status, body } = await gateway.ask({ query: '{ visits { salary } }' });
  expect(status).toBe(400);
  expect(codesOf(body)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(subgraphs.clinic.received.length).toBe(before);
});

test('a missing variable is refused before anything runs', async () => {
  const before = subgraphs.clinic.received.length;
  const { status, body } = await gateway.ask({ query: 'query Q($id: ID!) { visit(id: $id) { id } }', variables: {} });
  expect(status).toBe(400);
  expect(body).not.toHaveProperty('data');
  expect(subgraphs.clinic.received.length).toBe(before);
});

test('introspection is answered without asking a subgraph', async () => {
  const before = subgraphs.clinic.received.length;
  const { body } = await gateway.ask({ query: '{ __schema { queryType { name } } __type(name: "Visit") { name } }' });
  expect(body).toEqual({ data: { __schema: { queryType: { name: 'Query' } }, __type: { name: 'Visit' } } });
  expect(subgraphs.clinic.received.length).toBe(before);
});

test('nesting, fields and tokens beyond the limits are refused in bounded time', async () => {
  const deep = `{ visit(id: "V1") { ${'follows { '.repeat(5_000)} id ${'}'.repeat(5_000)} } }`;
  const wide = `{ ${Array.from({ length: 50_000 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
  const fragments = Array.from(
    { length: 30 },
    (_, n) => `fragment F${n} on Visit { follows { ...F${n + 1} } other: follows { ...F${n + 1} } }`,
  );
  const doubling = `{ visit(id: "V1") { ...F0 } } ${fragments.join(' ')} fragment F30 on Visit { id }`;
  for (const query of [deep, wide, doubling]) {
    const begin = performance.now();
    const { status, body } = await gateway.ask({ query });
    expect(status).toBe(400);
    expect(codesOf(body)).toEqual(['OPERATION_TOO_LARGE']);
    expect(performance.now() - begin).toBeLessThan(3_000);
  }
});

test('__proto__ and constructor as alias or variable change nothing but their own key', async () => {
  const aliases = await gateway.ask({
    query: '{ __proto__: echo(text: "a") constructor: echo(text: "b") toString: echo(text: "c") }',
  });
  expect(aliases.status).toBe(200);
  expect(Object.keys(aliases.body['data'] as object).sort()).toEqual(['__proto__', 'constructor', 'toString'].sort());
  const variables =
    '{"query":"query Q($constructor: String!) { echo(text: $constructor) }","variables":{"__proto__":{"polluted":1},"constructor":"x"}}';
  expect((await gateway.ask(variables)).body).toEqual({ data: { echo: 'x' } });
  expect((await gateway.ask({ query: '{ echo(text: "still") }' })).body).toEqual({ data: { echo: 'still' } });
});
