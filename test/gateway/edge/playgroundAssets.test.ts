import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { playgroundRoutes } from '@wasl/gateway/playground/routes';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';

const ward = { name: 'ward', sdl: 'type Query { bed: String }' };
const options = {
  assetsFolder: join(root, 'gateway/dist/playground'),
  issuer: 'http://localhost:4001/oidc',
  clientId: 'wasl-playground',
  redirectPath: '/callback',
  personas: [],
  stories: [],
  kept: {},
};

let gateway: TestGateway;
let assets: string[];

beforeAll(async () => {
  gateway = await startTestGateway([ward], {}, undefined, {
    routes: (app, served) => playgroundRoutes(app, served, options),
  });
  const page = (await get('/')).bytes.toString();
  assets = [...page.matchAll(/"(\/playground\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
});
afterAll(() => gateway?.stop());

interface Told {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    request(new URL(path, gateway.url), { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      const told = () => ({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) });
      response.once('end', () => resolve(told()));
    })
      .once('error', reject)
      .end();
  });
}

describe('the page of the playground', () => {
  test('names a script and a style by their content', () => {
    expect(assets.map((path) => path.replace(/-[A-Z0-9]{8}\./, '-HASH.')).sort()).toEqual([
      '/playground/assets/editor.worker-HASH.js',
      '/playground/assets/graphql.worker-HASH.js',
      '/playground/assets/json.worker-HASH.js',
      '/playground/assets/main-HASH.css',
      '/playground/assets/main-HASH.js',
      '/playground/assets/playground-HASH.css',
    ]);
  });

  test.each(['/', '/playground/config.json'])('is asked for each time, and not sent twice: %s', async (path) => {
    const first = await get(path);
    expect(first.headers['cache-control']).toBe('no-cache');
    const again = await get(path, { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, first.headers.etag]);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  test('is not kept where its address holds a code', async () => {
    expect((await get('/callback?code=c')).headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  test('runs its own scripts only', async () => {
    const { headers } = await get('/');
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('its scripts and styles', () => {
  test('are kept for good', async () => {
    for (const path of assets)
      expect((await get(path)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('come compressed as %s', async (coding, decode) => {
    for (const path of assets) {
      const [plain, sent] = [await get(path), await get(path, { 'accept-encoding': coding })];
      expect(sent.headers).toMatchObject({ 'content-encoding': coding, vary: 'accept-encoding' });
      expect(decode(sent.bytes).equals(plain.bytes)).toBe(true);
      expect(sent.bytes.length).toBeLessThan(plain.bytes.length * 0.7);
      expect(sent.headers.etag).not.toBe(plain.headers.etag);
      const again = await get(path, { 'accept-encoding': coding, 'if-none-match': `W/${sent.headers.etag}, "x"` });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
    }
  });

  test.each(['main.js', 'index.html', '..%2fcli%2fmain.js'])('are those of the build alone: not %s', async (name) => {
    expect((await get(`/playground/assets/${name}`)).status).toBe(404);
  });
});
