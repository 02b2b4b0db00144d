import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultClaims } from '@wasl/gateway/subgraphs/trust/assertedClaims';
import { deriveKey, deriveKeyText, derivePseudonymKey } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { createRequestSigner } from '@wasl/gateway/subgraphs/trust/requestSigner';
import { root } from '@wasl/kit/paths';
import { createRequestVerifier, distrustReasons } from '@wasl/subgraph-sdk';
import { describe, expect, it } from 'vitest';
import { signRequest } from '../support/signRequest.ts';

const page = readFileSync(join(root, 'docs/subgraph-trust.md'), 'utf8');
const masterSecret = /^Master secret `(.+)`\.$/m.exec(page)![1]!;
const keyOf = (name: string, epoch: number) =>
  new RegExp(`\\| \`${name}\`, epoch ${epoch} \\| \`(.+)\` \\|`).exec(page)![1]!;
const signedAtMs = Number(/^Signed at (\d+) /m.exec(page)![1]) * 1_000;
const nonce = /with nonce `(\w+)`/.exec(page)![1]!;

const [, written = ''] = /```http\n(.*?)\n```/s.exec(page)!;
const [head = '', body = ''] = written.split('\n\n');
const headers = Object.fromEntries(
  head
    .split('\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
);
const claims = JSON.parse(/Claims of the assertion:\n\n```json\n(.*?)\n```/s.exec(page)![1]!) as Record<
  string,
  unknown
>;
const python = /```python\n(.*?)```/s.exec(page)![1]!;

describe('the specification', () => {
  it.each([
    ['beds', 1],
    ['beds', 2],
    ['pharmacy', 1],
  ])('derives the key of %s in epoch %i as the gateway does', (name, epoch) => {
    expect(deriveKeyText(masterSecret, name, epoch)).toBe(keyOf(name, epoch));
  });

  it('shows a request as the gateway signs it', () => {
    const signer = createRequestSigner({
      subgraph: 'beds',
      key: deriveKey(masterSecret, 'beds', 1),
      epoch: 1,
      pseudonymKey: derivePseudonymKey(masterSecret, 'beds'),
      claims: new Set(defaultClaims),
      scopes: new Set(['user/Bed.rs']),
      now: () => signedAtMs,
      nextNonce: () => nonce,
    });
    const caller = {
      authenticated: true,
      subject: 'clerk-1',
      scopes: new Set(['user/Bed.rs', 'user/Patient.rs']),
      policies: new Set<string>(),
      claims: { national_id: '99010000001', roles: ['nurse', 'citizen'] },
    };
    const decision = { role: 'nurse', purpose: 'TREAT' };
    const signed = signer.sign({ method: 'POST', path: '/graphql', query: '?', body, asker: { caller, decision } });
    expect(signed).toEqual(headers);
    expect(JSON.parse(Buffer.from(signed['x-wasl-caller'].split('.')[1]!, 'base64url').toString())).toEqual(claims);
  });

  it('gives each caller a name of its own for each subgraph, services without a subject too', () => {
    const nameAt = (subgraph: string, subject: string | null, client: string | Record<string, string>) => {
      const key = deriveKey(masterSecret, subgraph, 1);
      const pseudonymKey = derivePseudonymKey(masterSecret, subgraph);
      const told = { claims: new Set(defaultClaims), scopes: new Set<string>() };
      const signer = createRequestSigner({ subgraph, key, epoch: 1, pseudonymKey, ...told });
      const claimed = typeof client === 'string' ? { client_id: client } : client;
      const caller = { authenticated: true, subject, scopes: told.scopes, policies: told.scopes, claims: claimed };
      const request = { method: 'POST', path: '/', query: '?', body, asker: { caller, decision: {} } } as const;
      const assertion = signer.sign(request)['x-wasl-caller'];
      return (JSON.parse(Buffer.from(assertion.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub;
    };
    const names = [
      nameAt('beds', 'clerk-1', 'portal'),
      nameAt('beds', 'clerk-2', 'portal'),
      nameAt('pharmacy', 'clerk-1', 'portal'),
      nameAt('beds', null, 'lab'),
      nameAt('beds', null, 'bank'),
      nameAt('beds', 'client bank', 'portal'),
      nameAt('beds', null, { iss: 'https://b.example', client_id: 'bank' }),
      nameAt('beds', null, { jti: '1' }),
      nameAt('beds', null, { jti: '2' }),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(nameAt('beds', 'clerk-1', 'another portal')).toBe(names[0]);
  });

  it('shows a request that the SDK verifies', async () => {
    const verify = createRequestVerifier('beds', { keys: keyOf('beds', 1), now: () => signedAtMs });
    const verified = await verify({ method: 'POST', target: '/graphql', headers });
    verified.requireBody(Buffer.from(body));
    expect(verified.caller).toMatchObject({
      subject: claims['sub'],
      scopes: ['user/Bed.rs'],
      decision: { role: 'nurse', purpose: 'TREAT' },
    });
  });

  it('names every reason for which the SDK refuses, and no other', () => {
    const table = page.slice(page.indexOf('### Refusals'), page.indexOf('### Scopes'));
    const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, word]) => word);
    expect(rows.sort()).toEqual([...distrustReasons].sort());
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)("the specification's verifier in Python", () => {
  const at = signedAtMs / 1_000;
  /** Verifies a request, and answers its subject or the reason of the refusal. */
  function verify(sent: Record<string, string>, { of = body, now = at, times = 1 } = {}): string {
    const program = `${python}
import sys
given = json.loads(sys.argv[1])
keys = {1: unbase64url(given['key'].split(':')[1])}
seen = set()
try:
    for _ in range(given['times']):
        claims = verify('beds', keys, 'POST', '/graphql', '', given['headers'], given['body'].encode(), given['now'], seen, given['times'] > 1)
    print(claims['sub'])
except PermissionError as error:
    print(error)
`;
    const given = JSON.stringify({ key: keyOf('beds', 1), headers: sent, body: of, now, times });
    return execFileSync('python3', ['-c', program, given], { encoding: 'utf8' }).trim();
  }
  const forged = (more: Partial<Parameters<typeof signRequest>[0]>) =>
    signRequest({
      keys: keyOf('beds', 1),
      subgraph: 'beds',
      body,
      created: at,
      times: { iat: at, exp: at + 60 },
      ...more,
    });
  const { signature: _, ...unsigned } = headers;

  it.each<[string, () => string]>([
    [String(claims['sub']), () => verify(headers)],
    ['test', () => verify(forged({}))],
    ['unsigned', () => verify(unsigned)],
    ['malformed', () => verify({ ...headers, signature: 'wasl=::' })],
    ['wrong_audience', () => verify(forged({ subgraph: 'pharmacy' }))],
    ['wrong_audience', () => verify(forged({ audience: 'pharmacy' }))],
    ['unknown_key', () => verify(forged({ epoch: 2 }))],
    ['signature', () => verify(forged({ keys: keyOf('beds', 2), epoch: 1 }))],
    ['signature', () => verify(forged({ path: '/other' }))],
    ['clock', () => verify(headers, { now: at - 45 })],
    ['expired', () => verify(headers, { now: at + 66 })],
    ['lifetime', () => verify(forged({ times: { iat: at, exp: undefined } }))],
    ['lifetime', () => verify(forged({ times: { iat: at, exp: at + 3_600 } }))],
    ['digest', () => verify(headers, { of: `${body} ` })],
    ['replayed', () => verify(headers, { times: 2 })],
  ])('says %s', (said, run) => {
    expect(run()).toBe(said);
  });
});
