import { createHash, randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { openDatabase } from '@wasl/kit/database/openDatabase';
import { migrate } from '@wasl/kit/prepareDatabase';
import type { IsDeceased } from '@wasl/kit/subgraph';
import type { Redis } from '@wasl/kit/redis/redis';
import { mountIssuer } from '@wasl/identity/issuer/mountIssuer';
import { accountColumns } from '@wasl/identity/seed';
import { PrismaClient } from '@wasl/prisma/identity/generated/client.ts';

/** Two invented accounts that may sign in, and one that may not. */
const accounts = [
  [
    'u-physician',
    'physician',
    'طبيبة',
    'Physician',
    ['physician'],
    'IN_PERSON',
    null,
    null,
    'P-000001',
    'F-DI-001',
    true,
  ],
  ['u-guardian', 'guardian', 'وصي', 'Guardian', ['guardian'], 'IN_PERSON', null, '123456789012', null, null, true],
  ['u-real', 'real', 'حقيقي', 'Real', ['physician'], 'IN_PERSON', null, null, null, null, false],
];

export interface TestIssuer {
  issuer: string;
  stop(): Promise<void>;
}

/** An issuer on a bare Fastify, with a database in memory. */
export async function startTestIssuer(
  options: {
    dataDir?: string;
    demo?: boolean;
    embeddedIssuer?: boolean;
    clock?: () => number;
    redis?: Redis;
    isDeceased?: IsDeceased;
  } = {},
): Promise<TestIssuer> {
  const database = await openDatabase({});
  await migrate('identity', database);
  await database.bulkInsert('account', accountColumns, accounts);
  const db = new PrismaClient({ adapter: database.adapter });
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const app = Fastify();
  const { dataDir = 'memory://', demo = true, embeddedIssuer = false, clock = Date.now, redis, isDeceased } = options;
  await mountIssuer(app, db, { publicUrl, dataDir, demo, embeddedIssuer, clock, redis, isDeceased });
  await app.listen({ port, host: 'localhost' });
  return {
    issuer: `${publicUrl}/oidc`,
    async stop() {
      await app.close();
      await db.$disconnect();
      await database.close();
    },
  };
}

/** A fresh PKCE pair. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** A browser as far as the issuer needs one: keeps cookies, follows redirects until `stopAt` or a page. */
export function createBrowser() {
  const cookies = new Map<string, string>();
  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return response;
  }
  async function follow(
    url: string,
    stopAt: string,
    init: RequestInit = {},
  ): Promise<{ url: string; response: Response }> {
    const response = await visit(url, init);
    const location = response.headers.get('location');
    if (location === null) return { url, response };
    const next = new URL(location, url).href;
    return next.startsWith(stopAt) ? { url: next, response } : follow(next, stopAt);
  }
  return { visit, follow };
}

/** The address where a sign-in begins. */
export function authorizationUrl(issuer: string, parameters: Record<string, string>): string {
  return `${issuer}/auth?${new URLSearchParams({ client_id: 'wasl-playground', response_type: 'code', scope: 'openid', ...parameters })}`;
}

/** Exchanges a code, or asks with whatever the test sets. */
export async function askToken(issuer: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
