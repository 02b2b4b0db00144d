import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createGateway } from '@wasl/gateway/pipeline/createGateway';
import { playgroundRoutes } from '@wasl/gateway/playground/routes';
import { type RunningServer, startServer } from '@wasl/gateway/server/startServer';
import { root } from '@wasl/kit/paths';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../subgraphs/identity/startTestIssuer.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { openChromium, openStory, runStory, signInAs, watchForeign } from './openChromium.ts';

const sdl = `
  type Query { me: Account }
  type Account { username: String roles: [String!]! scopes: [String!]! practitioner: Practitioner facility: Facility }
  type Practitioner { nameAr: String nameLatin: String }
  type Facility { nameAr: String nameEn: String }`;

let small: TestGateway;
let issuer: TestIssuer;
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  const me = () => {
    const token = String(small.subgraphs.asked.at(-1)?.headers['x-wasl-caller']);
    const caller = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      sub: string;
      roles: string[];
    };
    return { username: caller.sub, roles: caller.roles, scopes: [] };
  };
  small = await startTestGateway([{ name: 'accounts', sdl, resolvers: { Query: { me } } }]);
  issuer = await startTestIssuer();
  const gateway = await createGateway({
    supergraphFile: small.supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    explainTo: 'everyone',
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    tokens: { jwksUrl: new URL(`${issuer.issuer}/jwks`), issuer: issuer.issuer, audience: 'wasl' },
    gatewaySecret: randomBytes(32).toString('hex'),
    trust: { claims: new Map([['accounts', ['subject', 'roles']]]) },
    log: () => undefined,
  });
  server = await startServer(gateway, {
    port: 0,
    routes: (app, served) =>
      playgroundRoutes(app, served, {
        assetsFolder: join(root, 'gateway/dist/playground'),
        issuer: issuer.issuer,
        clientId: 'wasl-playground',
        redirectPath: '/callback',
        personas: ['physician', 'guardian'].map((name) => ({ name, labelAr: name, labelEn: name })),
        stories: [{ name: 'whoAmI', labelAr: 'من أنا', labelEn: 'Who am I', variables: {} }],
        kept: {},
      }),
  });
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await issuer?.stop();
  await small?.stop();
});

it('signs in through the issuer and asks as whoever was chosen', async () => {
  const page = await browser.newPage();
  const problems: string[] = [];
  const foreign = watchForeign(page);
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(server.url);
  await signInAs(page, 'physician');
  const physician = await runStory(page, 'whoAmI');
  await signInAs(page, 'guardian');
  const guardian = await runStory(page, 'whoAmI');

  expect([physician, guardian]).toMatchObject([
    { data: { me: { roles: ['physician'] } } },
    { data: { me: { roles: ['guardian'] } } },
  ]);
  expect(problems).toEqual([]);
  expect(foreign).toEqual([]);
});

it('speaks Arabic from right to left until English is chosen', async () => {
  const page = await browser.newPage({ locale: 'ar-SY' });
  await page.goto(server.url);
  await page.waitForSelector('#language');
  const direction = () => page.evaluate('document.documentElement.dir');
  expect([await direction(), await page.textContent('header strong')]).toEqual(['rtl', 'وصل']);
  // Nothing leads beyond the left edge, where the editors hide what they measure.
  await openStory(page, 'whoAmI');
  await page.waitForSelector('.wasl-editor[data-ready]');
  await page.evaluate('scrollTo(-5000, 0)');
  expect(await page.locator('header').boundingBox()).toMatchObject({ x: 0, y: 0, width: page.viewportSize()?.width });
  await page.click('#language');
  await page.waitForSelector('html[lang=en] .wasl-editor[data-ready]');
  expect([await direction(), await page.textContent('header strong')]).toEqual(['ltr', 'Wasl']);
});
