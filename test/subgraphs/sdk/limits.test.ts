import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signFor } from '../../support/startTestSubgraph.ts';
import { startTestBeds, type TestBeds } from './startTestBeds.ts';

let beds: TestBeds;
beforeAll(async () => {
  beds = await startTestBeds({
    bodyBytes: 2_000,
    tokens: 60,
    depth: 5,
    representations: 3,
    selections: 100,
    listItems: 50,
    values: 200,
    answerBytes: 1_000,
  });
});
afterAll(() => beds.stop());

const refused = (code: string, limit: string, maximum: number) => [{ extensions: { code, limit, maximum } }];
const entities = (count: number) => Array.from({ length: count }, (_, id) => ({ __typename: 'Bed', id: `B${id}` }));
const written = (count: number) => `[${'{__typename: "Bed", id: "1"},'.repeat(count)}]`;

describe('a request within the limits', () => {
  it.each([
    ['depth', { query: '{ bed(id: 1) { next { next { next { id } } } } }' }],
    ['tokens', { query: `{ ${'whoAmI '.repeat(58)} }` }],
    ['size', { query: `{ whoAmI ${' '.repeat(1_960)}}` }],
    [
      'batch',
      {
        query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Bed { id } } }',
        variables: { r: entities(3) },
      },
    ],
  ])('is answered: %s', async (_, request) => {
    const { status, body } = await beds.ask(request);
    expect([status, body.errors]).toEqual([200, undefined]);
  });
});

describe('a request beyond the limits is refused before it runs', () => {
  it.each([
    ['depth', '{ bed(id: 1) { next { next { next { next { id } } } } } }'],
    [
      'depth by fragments',
      '{ bed(id: 1) { ...a } } fragment a on Bed { next { ...b } } fragment b on Bed { next { next { next { id } } } }',
    ],
  ])('%s', async (_, query) => {
    const { status, body } = await beds.ask({ query });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: refused('OPERATION_TOO_LARGE', 'depth', 5) });
  });

  it('tokens', async () => {
    const { status, body } = await beds.ask({ query: `{ ${'whoAmI '.repeat(59)} }` });
    expect([status, body.data]).toEqual([400, undefined]);
    expect(body).toMatchObject({ errors: refused('OPERATION_TOO_LARGE', 'tokens', 60) });
  });

  it.each([
    ['by variable', 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', 4],
    [
      'by two fields',
      'query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }',
      2,
    ],
    ['written out', `{ _entities(representations: ${written(4)}) { __typename } }`, 0],
  ])('entities %s', async (_, query, count) => {
    const { status, body } = await beds.ask({ query, ...(count > 0 && { variables: { r: entities(count) } }) });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: refused('OPERATION_TOO_LARGE', 'representations', 3) });
  });

  it.each(['declared', 'in chunks'])('size, %s', async (how) => {
    const text = JSON.stringify({ query: `{ whoAmI ${' '.repeat(2_000)}}` });
    const headers = { 'content-type': 'application/json', ...signFor('beds', text, null) };
    const body = how === 'declared' ? text : new Blob([text]).stream();
    const response = await fetch(beds.url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: refused('PAYLOAD_TOO_LARGE', 'bodyBytes', 2_000) });
  });
});

describe('work beyond the limits is stopped, and refused as a whole', () => {
  const tooLarge = (limit: string, maximum: number) => ({
    status: 413,
    body: { errors: refused('ANSWER_TOO_LARGE', limit, maximum) },
  });

  it('fragments that multiply', async () => {
    const twice = (to: string) => `a: next { ...${to} } b: next { ...${to} }`;
    const query = `{ bed(id: 1) { ...a } } fragment a on Bed { ${twice('b')} } fragment b on Bed { ${twice('c')} } fragment c on Bed { ${twice('d')} } fragment d on Bed { id }`;
    const narrow = await startTestBeds({ selections: 14 });
    const { status, body } = await narrow.ask({ query });
    await narrow.stop();
    expect([status, body]).toMatchObject([400, { errors: refused('OPERATION_TOO_LARGE', 'selections', 14) }]);
  });

  it('a list', async () => {
    expect(await beds.ask({ query: '{ all(count: 51) { id } }' })).toMatchObject(tooLarge('listItems', 50));
  });

  it('values of lists in lists', async () => {
    const query = '{ all(count: 14) { others(count: 14) { id } } }';
    expect(await beds.ask({ query })).toMatchObject(tooLarge('values', 200));
  });

  it('bytes of an answer', async () => {
    expect(await beds.ask({ query: '{ text(length: 990) }' })).toMatchObject(tooLarge('answerBytes', 1_000));
  });

  it('time', async () => {
    const hasty = await startTestBeds({ timeMs: 20 });
    const { status, body } = await hasty.ask({ query: '{ never }' });
    await hasty.stop();
    expect([status, body]).toMatchObject([504, { errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }] }]);
  });

  it('the time for which the gateway still waits', async () => {
    const { status, body } = await beds.ask({ query: '{ never }' }, { 'x-wasl-time-left': '20' });
    expect([status, body]).toMatchObject([504, { errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }] }]);
  });
});

it('more requests at a time than it takes are refused, and told when to ask again; a place that is free is given', async () => {
  const narrow = await startTestBeds({ inFlight: 1, timeMs: 2_000 });
  const ask = (query: string) => {
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json', ...signFor('beds', body, null) };
    return fetch(narrow.url, { method: 'POST', headers, body });
  };
  try {
    const waiting = [ask('{ never }'), ask('{ never }')];
    const first = await Promise.race(waiting);
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await first.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
    await Promise.all(waiting);
    expect((await ask('{ bed(id: 1) { id } }')).status).toBe(200);
  } finally {
    await narrow.stop();
  }
});

describe('what is no GraphQL request', () => {
  it.each([
    ['a list of requests', [{ query: '{ whoAmI }' }], 400, 'BAD_REQUEST'],
    ['no JSON', '{"query":', 400, 'BAD_REQUEST'],
    ['variables in a list', { query: '{ whoAmI }', variables: [] }, 400, 'BAD_REQUEST'],
  ])('is refused: %s', async (_, request, status, code) => {
    const answer = await beds.ask(request);
    expect([answer.status, answer.body.errors[0].extensions]).toEqual([status, { code }]);
  });

  it('is refused: another media type', async () => {
    const { status } = await beds.ask({ query: '{ whoAmI }' }, { 'content-type': 'text/plain' });
    expect(status).toBe(415);
  });

  it('is refused: another method, and the answer names the right one', async () => {
    const response = await fetch(`${beds.url}?query={whoAmI}`, {
      headers: signFor('beds', '', null, { method: 'GET', query: '?query={whoAmI}' }),
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

it('speaks the media type that the gateway accepts, and tells by its status what did not run', async () => {
  const newer = { accept: 'application/graphql-response+json, application/json;q=0.9' };
  const ran = await beds.ask({ query: '{ whoAmI }' }, newer);
  expect([ran.status, ran.type]).toEqual([200, 'application/graphql-response+json; charset=utf-8']);
  const unfit = await beds.ask({ query: '{ lamp }' }, newer);
  expect([unfit.status, unfit.type]).toEqual([400, 'application/graphql-response+json; charset=utf-8']);
  const older = await beds.ask({ query: '{ lamp }' }, { accept: 'application/json' });
  expect([older.status, older.type]).toEqual([200, 'application/json; charset=utf-8']);
});
