import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { readConfig } from '@wasl/gateway/cli/config';
import { isLoopbackOrigin } from '@wasl/gateway/server/cors';
import { ConfigError } from '@wasl/gateway/core/configError';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';

const portal = 'https://portal.example';
const ward = { name: 'ward', sdl: 'type Query { bed: String }', resolvers: { Query: { bed: () => 'B' } } };

let listed: TestGateway;
let plain: TestGateway;

beforeAll(async () => {
  const { edge } = readConfig({ WASL_CORS_ORIGINS: `${portal}, https://clinic.example:8443` });
  listed = await startTestGateway([ward], {}, undefined, { cors: edge.cors });
  plain = await startTestGateway([ward]);
});
afterAll(async () => {
  await listed?.stop();
  await plain?.stop();
});

interface Told {
  status: number | undefined;
  headers: IncomingHttpHeaders;
}

/** Asks as a browser does: `fetch` of Node sends no `Origin`. */
function send(gateway: TestGateway, method: string, headers: Record<string, string>, body?: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request(gateway.url, { method, headers }, (response) => {
      response.resume().once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    sent.once('error', reject).end(body);
  });
}

const ask = (gateway: TestGateway, origin: string, headers: Record<string, string> = {}) =>
  send(gateway, 'POST', { origin, 'content-type': 'application/json', ...headers }, '{"query":"{ bed }"}');
const preflight = (gateway: TestGateway, origin: string) =>
  send(gateway, 'OPTIONS', {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  });
const corsOf = ({ headers }: Told) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

/** Whether a WebSocket opens, or the status with which it is refused. */
function open(gateway: TestGateway, origin?: string, headers: Record<string, string> = {}): Promise<string | number> {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', {
    ...(origin !== undefined && { origin }),
    headers,
  });
  return new Promise((resolve) => {
    socket.on('error', () => undefined).once('open', () => resolve('open'));
    socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0));
  }).finally(() => socket.terminate()) as Promise<string | number>;
}

describe('a WebSocket', () => {
  test('is opened by pages of listed origins, of the own host, and by what is no page', async () => {
    const { host } = new URL(listed.url);
    expect(await open(listed, portal)).toBe('open');
    expect(await open(listed, `http://${host}`)).toBe('open');
    expect(await open(listed)).toBe('open');
    expect(await open(plain, `http://${new URL(plain.url).host}`)).toBe('open');
  });

  test.each(['https://evil.example', 'https://portal.example.evil.example', `${portal}:444`, 'null', '', 'file://'])(
    'is not opened by a page of another origin: %s',
    async (origin) => {
      expect(await open(listed, undefined, { origin })).toBe(403);
      expect(await open(plain, undefined, { origin })).toBe(403);
    },
  );
});

describe('a page of another origin', () => {
  test('may ask, once it has asked whether it may', async () => {
    const told = await preflight(listed, portal);
    expect(told.status).toBe(204);
    expect(corsOf(told)).toEqual({
      'access-control-allow-origin': portal,
      'access-control-expose-headers': 'allow, content-location, etag, retry-after, www-authenticate, x-request-id',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(
        /authorization.*content-type.*x-operation-kind.*x-purpose-of-use/,
      ) as string,
      'access-control-max-age': '7200',
    });
    expect(told.headers.vary).toBe('origin, accept-encoding');
  });

  test.each([portal, 'https://clinic.example:8443'])('reads the answer: %s', async (origin) => {
    const told = await ask(listed, origin);
    expect(told.status).toBe(200);
    expect(told.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'origin, accept-encoding' });
    expect(told.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('reads refusals too', async () => {
    const told = await ask(listed, portal, { authorization: 'Bearer nonsense' });
    expect(told.status).toBe(401);
    expect(told.headers).toMatchObject({ 'access-control-allow-origin': portal });
    expect(corsOf(await send(listed, 'DELETE', { origin: portal }))).toMatchObject({
      'access-control-allow-origin': portal,
    });
  });

  test.each([
    'https://evil.example',
    'http://portal.example',
    'https://portal.example:444',
    'https://portal.example.evil.example',
    'https://PORTAL.example',
    'null',
  ])('that is not listed learns nothing: %s', async (origin) => {
    for (const told of [await preflight(listed, origin), await ask(listed, origin)]) {
      expect(corsOf(told)).toEqual({});
      expect(told.headers.vary).toBe('origin, accept-encoding');
    }
  });

  test('learns nothing where none is listed', async () => {
    for (const told of [await preflight(plain, portal), await ask(plain, portal)]) expect(corsOf(told)).toEqual({});
  });
});

describe('events and deferred parts', () => {
  test('may be read across origins', async () => {
    expect((await ask(listed, portal, { accept: 'text/event-stream' })).headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': portal,
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('the setting', () => {
  test('lets cookies along where that is said', () => {
    const { cors } = readConfig({ WASL_CORS_ORIGINS: portal, WASL_CORS_CREDENTIALS: 'on' }).edge;
    expect(cors).toMatchObject({ credentials: true });
  });

  test('admits everybody without cookies only', () => {
    expect(readConfig({ WASL_CORS_ORIGINS: '*' }).edge.cors?.isAllowed('https://any.example')).toBe(true);
    expect(() => readConfig({ WASL_CORS_ORIGINS: '*', WASL_CORS_CREDENTIALS: 'on' })).toThrow(
      'WASL_CORS_CREDENTIALS cannot be on for all origins',
    );
  });

  test.each(['portal.example', 'https://portal.example/', 'https://portal.example:443', 'ftp://portal.example', ''])(
    'refuses what is no origin: %s',
    (text) => {
      expect(() => readConfig({ WASL_CORS_ORIGINS: text })).toThrow(ConfigError);
    },
  );

  test('refuses cookies for nobody', () => {
    expect(() => readConfig({ WASL_CORS_CREDENTIALS: 'on' })).toThrow(ConfigError);
    expect(() => readConfig({ WASL_CORS_ORIGINS: portal, WASL_CORS_CREDENTIALS: 'yes' })).toThrow(ConfigError);
  });
});

test.each([
  ['http://localhost:5173', true],
  ['https://localhost', true],
  ['http://127.0.0.1:3000', true],
  ['http://[::1]:3000', true],
  ['http://portal.localhost:3000', true],
  ['http://localhost.evil.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['https://portal.example', false],
  ['null', false],
])('the demo knows a page of this machine: %s is %s', (origin, isIt) => {
  expect(isLoopbackOrigin(origin)).toBe(isIt);
});
