import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
let gateway: StartedGateway;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
  gateway = await startGateway(subgraphs.all);
});

afterAll(async () => {
  await gateway?.stop();
  await subgraphs?.stop();
});

describe('a request over HTTP', () => {
  test('that queries by GET is answered', async () => {
    const query = 'query Q($id: ID!) { visit(id: $id) { reason } }';
    const search = new URLSearchParams({ query, variables: '{"id":"V1"}', operationName: 'Q' });
    const response = await fetch(`${gateway.graphqlUrl}?${search.toString()}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { visit: { reason: 'fever' } } });
  });

  test('that mutates by GET is refused with 405 and never runs', async () => {
    const before = subgraphs.clinic.received.length;
    const query = encodeURIComponent('mutation { recordVisit(reason: "x") { id } }');
    const response = await fetch(`${gateway.graphqlUrl}?query=${query}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('POST');
    expect(subgraphs.clinic.received.length).toBe(before);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('by %s is refused with 405', async (method) => {
    const response = await fetch(gateway.graphqlUrl, { method });
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
  });

  const refused: [string, unknown, Record<string, string>, number, string][] = [
    ['that is a batch', [{ query: '{ __typename }' }, { query: '{ __typename }' }], {}, 400, 'BAD_REQUEST'],
    ['that is half a JSON text', '{"query": ', {}, 400, 'BAD_REQUEST'],
    ['without a query', { variables: {} }, {}, 400, 'BAD_REQUEST'],
    ['whose query is no text', { query: 7 }, {}, 400, 'BAD_REQUEST'],
    ['whose variables are a list', { query: '{ __typename }', variables: [] }, {}, 400, 'BAD_REQUEST'],
    ['in plain text', '{ __typename }', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'in another charset',
      '{"query":"{ __typename }"}',
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['that accepts only CSV', { query: '{ __typename }' }, { accept: 'text/csv' }, 406, 'NOT_ACCEPTABLE'],
    ['over the size limit', { query: '{ __typename }', filler: 'x'.repeat(3_000_000) }, {}, 413, 'PAYLOAD_TOO_LARGE'],
    [
      'with a token that nobody can verify',
      { query: '{ __typename }' },
      { authorization: 'Bearer x' },
      401,
      'UNAUTHENTICATED',
    ],
  ];
  test.each(refused)('%s is refused', async (_, body, headers, status, code) => {
    const answer = await gateway.ask(body, headers);
    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    expect(answer.body).not.toHaveProperty('data');
  });

  test('is refused in the language that its reader prefers', async () => {
    const { body } = await gateway.ask([], { 'accept-language': 'ar-SY,en;q=0.5' });
    expect(body).toMatchObject({ errors: [{ message: 'الطلب ليس طلب GraphQL صالحاً.' }] });
  });

  test('answers with the media type that was asked for, and is never stored on the way', async () => {
    for (const accept of ['application/graphql-response+json', 'application/json']) {
      const response = await fetch(`${gateway.graphqlUrl}?query={__typename}`, { headers: { accept } });
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});
