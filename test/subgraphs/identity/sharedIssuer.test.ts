import { openRedis } from '@wasl/kit/redis/openRedis';
import { followRevocations } from '@wasl/kit/redis/sharedRevocations';
import { decodeJwt } from 'jose';
import { expect, it, vi } from 'vitest';
import { createPrivateRedis, redisUrl } from '../../support/testRedis.ts';
import { askToken, authorizationUrl, createBrowser, pkce, startTestIssuer } from './startTestIssuer.ts';

it.skipIf(redisUrl === undefined)(
  'instances of the issuer that share Redis slow one guesser down together, and revoke tokens at every gateway',
  async () => {
    const server = await createPrivateRedis();
    await server.start();
    const [here, there, gateway] = await Promise.all([1, 2, 3].map(() => openRedis({ url: server.url })));
    const issuers = await Promise.all([startTestIssuer({ redis: here! }), startTestIssuer({ redis: there! })]);
    const revoked = followRevocations(gateway!);
    const secrets = { authorization: `Basic ${btoa('wasl-partner:guess')}` };
    const guess = (index: number) =>
      askToken(issuers[index % 2]!.issuer, { grant_type: 'client_credentials' }, secrets);
    try {
      const { verifier, challenge } = pkce();
      const redirect = 'http://localhost:4000/';
      const begin = { redirect_uri: redirect, code_challenge: challenge, code_challenge_method: 'S256' };
      const { issuer } = issuers[0];
      const { url } = await createBrowser().follow(
        authorizationUrl(issuer, { ...begin, login_hint: 'physician' }),
        redirect,
      );
      const { body } = await askToken(issuer, {
        grant_type: 'authorization_code',
        client_id: 'wasl-playground',
        code: new URL(url).searchParams.get('code') ?? '',
        code_verifier: verifier,
        redirect_uri: redirect,
      });
      const token = String(body['access_token']);
      const form = new URLSearchParams({ token, client_id: 'wasl-playground' });
      expect((await fetch(`${issuer}/token/revocation`, { method: 'POST', body: form })).status).toBe(200);
      await vi.waitUntil(() => revoked.has(decodeJwt(token).jti ?? ''), { timeout: 20_000, interval: 10 });
      const ofOther = await fetch(`${issuers[1].issuer}/me`, { headers: { authorization: `Bearer ${token}` } });
      expect(ofOther.status).toBe(401);

      for (let index = 0; index < 10; index += 1) expect((await guess(index)).status).toBe(401);
      // A guess counts when its answer has been sent.
      await vi.waitUntil(async () => (await guess(0)).status === 429, { timeout: 20_000 });
      expect((await guess(1)).status).toBe(429);
    } finally {
      await Promise.all(issuers.map((each) => each.stop()));
      await Promise.all([here, there, gateway].map((each) => each?.close()));
      await server.remove();
    }
  },
  120_000,
);
