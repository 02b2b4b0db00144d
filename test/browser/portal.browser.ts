import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { personas } from '@wasl/demo/personas';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../support/startDemo.ts';
import { openChromium } from './openChromium.ts';

/** How long a token counts here: a test cannot wait for a quarter of an hour. */
const tokenSeconds = 5;

let demo: Demo;
let portal: Server;
let portalUrl: string;
let browser: Browser;

beforeAll(async () => {
  demo = await startDemo({}, { flags: ['--token-seconds', String(tokenSeconds)] });
  const surroundings = {
    issuer: demo.issuer,
    graphql: `http://127.0.0.1:${demo.port}/graphql`,
    chart: readFileSync(join(root, 'schema/operations/chart.graphql'), 'utf8'),
    healthId: personas.citizen.healthId,
  };
  const page = fileURLToPath(new URL('portal/page.ts', import.meta.url));
  const bundle = await build({ entryPoints: [page], bundle: true, format: 'esm', platform: 'browser', write: false });
  const html = `<!doctype html><title>Portal</title><script>surroundings = ${JSON.stringify(surroundings)}</script>
    <script type="module" src="/portal.js"></script>`;
  portal = createServer(({ url }, response) => {
    const isScript = url === '/portal.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? bundle.outputFiles[0]?.text : html);
  });
  await new Promise<void>((ready) => portal.listen(0, 'localhost', ready));
  portalUrl = `http://localhost:${(portal.address() as AddressInfo).port}`;
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
  portal?.closeAllConnections();
  portal?.close();
  await demo?.stop();
});

it('a page of another origin signs in, reads the chart, is renewed after expiry, and signs out', async () => {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(`${portalUrl}/`);
  await page.waitForFunction('window.portal');
  await page.evaluate(() => void window.portal.signIn('citizen'));
  await page.waitForFunction('window.isSignedIn', undefined, { timeout: 60_000 });

  const read = { answer: { data: { patient: { givenName: { ar: expect.any(String) as string } } } } };
  expect(await page.evaluate(() => window.portal.chart())).toMatchObject(read);
  expect(await page.evaluate(() => window.portal.whoAmI())).toMatchObject({ preferred_username: 'citizen' });

  await new Promise((over) => setTimeout(over, (tokenSeconds + 1) * 1_000));
  expect(await page.evaluate(() => window.portal.chart())).toMatchObject({
    ...read,
    renewals: expect.toSatisfy((times: number) => times >= 1) as number,
  });

  await page.evaluate(() => void window.portal.signOut());
  await page.waitForSelector('form button');
  await page.locator('button[value="yes"]').click();
  await page.waitForURL(`${portalUrl}/**`);
  await page.waitForFunction('window.portal');
  // The gateway looks at the list of revoked tokens every second.
  await expect.poll(() => page.evaluate(() => window.portal.afterwards()), { timeout: 30_000 }).toBe(401);
  expect(problems).toEqual([]);
});
