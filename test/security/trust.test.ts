import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StartedGateway, runWasl, startGateway } from '../gateway/support/startGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { digestOf, type SignedHeaders, signRequest } from '../support/signRequest.ts';
import { startTrustingSubgraph, type TrustingSubgraph } from '../subgraphs/sdk/startTrustingSubgraph.ts';

/** What the gateway sent to a subgraph, as somebody between the two would see it. */
interface Captured {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A subgraph's place in the network: what comes is written down and handed on. */
interface Wire {
  url: string;
  captured: Captured[];
  stop(): void;
}

const masterSecret = 'a master secret that only this test knows';
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated", "@requiresScopes"])`;
const typeDefs: Record<string, string> = {
  registry: `${link}
    type Query { patient: Patient registrar: String @requiresScopes(scopes: [["merge"]]) }
    type Mutation { merge: Int @requiresScopes(scopes: [["merge"]]) }
    type Patient @key(fields: "id") { id: ID! name: String @authenticated }`,
  partner: `${link}
    type Query { beds: Int }
    type Mutation { admit: Int }
    type Patient @key(fields: "id") { id: ID! bed: String @requiresScopes(scopes: [["bed"]]) }`,
};

let merged = 0;
let admitted = 0;
const resolvers: Record<string, Parameters<typeof startTrustingSubgraph>[2]> = {
  registry: {
    Query: { patient: () => ({ id: '1' }), registrar: () => 'registrar' },
    Mutation: { merge: () => (merged += 1) },
    Patient: { __resolveReference: (patient: object) => patient, name: () => 'Rana' },
  },
  partner: {
    Query: { beds: () => 7 },
    Mutation: { admit: () => (admitted += 1) },
    Patient: { __resolveReference: (patient: object) => patient, bed: () => 'B1' },
  },
};

const names = ['registry', 'partner'] as const;
type Name = (typeof names)[number];

async function deriveKey(subgraph: string, epoch: number): Promise<string> {
  const told = await runWasl(['keys', 'derive', '--subgraph', subgraph, '--epoch', String(epoch)], {
    WASL_GATEWAY_SECRET: masterSecret,
  });
  expect(told).toMatchObject({ code: 0, output: expect.stringMatching(new RegExp(`^${epoch}:[\\w-]{43}\\n$`)) });
  return told.output.trim();
}

async function startWire(target: string): Promise<Wire> {
  const captured: Captured[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    captured.push({ path: request.url ?? '', headers: request.headers, body });
    const headers = { ...signedHeaders(request.headers), 'content-type': 'application/json' };
    const answer = await fetch(new URL(request.url ?? '', target), { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    captured,
    stop: () => (server.closeAllConnections(), server.close()),
  };
}

function signedHeaders(headers: IncomingHttpHeaders): SignedHeaders {
  const wanted = ['x-wasl-caller', 'content-digest', 'signature-input', 'signature'] as const;
  return Object.fromEntries(wanted.flatMap((name) => (headers[name] ? [[name, headers[name]]] : []))) as SignedHeaders;
}

const claimsOf = ({ headers }: Captured) =>
  JSON.parse(Buffer.from(String(headers['x-wasl-caller']).split('.')[1]!, 'base64url').toString()) as Record<
    string,
    unknown
  >;

let issuer: TestIssuer;
let keys: Record<Name, string>;
let subgraphs: Record<Name, TrustingSubgraph>;
let wires: Record<Name, Wire>;
let gateway: StartedGateway;

const sources = () => names.map((name) => ({ name, sdl: typeDefs[name]!, url: wires[name].url }));
const settings = () => ({
  WASL_GATEWAY_SECRET: masterSecret,
  WASL_JWKS_URL: issuer.jwksUrl.href,
  WASL_SUBGRAPH_REGISTRY_CLAIMS: 'subject,scopes,role,purpose,nationalId',
});

beforeAll(async () => {
  issuer = await startTestIssuer();
  const derived = await Promise.all(names.map((name) => deriveKey(name, 1)));
  keys = { registry: derived[0]!, partner: derived[1]! };
  const started = await Promise.all(
    names.map((name) => startTrustingSubgraph(name, typeDefs[name]!, resolvers[name]!, { keys: keys[name] })),
  );
  subgraphs = { registry: started[0]!, partner: started[1]! };
  const wired = await Promise.all(started.map(({ url }) => startWire(url)));
  wires = { registry: wired[0]!, partner: wired[1]! };
  gateway = await startGateway(sources(), settings());
});
beforeEach(() => {
  for (const name of names) wires[name].captured.length = 0;
  [merged, admitted] = [0, 0];
});
afterAll(async () => {
  await gateway?.stop();
  for (const name of names) {
    wires?.[name].stop();
    await subgraphs?.[name].stop();
  }
  issuer?.stop();
});

/** Somebody with every scope and every number. */
const physician = () =>
  issuer.headersFor({
    scope: 'merge bed unnamed',
    roles: ['physician'],
    name: 'Dr. Sami',
    national_id: '99010000001',
    health_id: '123456789012',
    practitioner_id: 'P-1',
    facility_id: 'F-1',
    // Claimed by a token, believed by nobody.
    dependants: ['210987654321'],
  });

async function capture(query: string, name: Name): Promise<Captured> {
  const { body } = await gateway.ask({ query }, await physician());
  expect(body['errors']).toBeUndefined();
  return wires[name].captured.at(-1)!;
}

const refused = (reason: string) => expect.objectContaining({ status: 401, codes: ['CALLER_NOT_VERIFIED'], reason });
const replay = (name: Name, { body, headers, path }: Captured, more: Partial<SignedHeaders> = {}, at = path) =>
  subgraphs[name].send(body, { ...signedHeaders(headers), ...more }, at);

describe('what the gateway asks', () => {
  it('is answered by both subgraphs, of which each verifies its own key', async () => {
    expect(await gateway.ask({ query: '{ patient { name bed } beds }' }, await physician())).toMatchObject({
      status: 200,
      body: { data: { patient: { name: 'Rana', bed: 'B1' }, beds: 7 } },
    });
  });

  it('tells a partner nothing but role, purpose and the scopes that its own fields name', async () => {
    await gateway.ask({ query: '{ patient { bed } }' }, { ...(await physician()), 'x-purpose-of-use': 'TREAT' });
    const told = claimsOf(wires.partner.captured.at(-1)!);
    expect(told).toEqual({
      sub: expect.stringMatching(/^[\w-]{22}$/),
      aud: 'partner',
      iat: expect.any(Number),
      exp: Number(told['iat']) + 60,
      scopes: ['bed'],
      decision: { role: 'physician', purpose: 'TREAT' },
    });
    const { sub, nationalId, scopes, aud } = claimsOf(wires.registry.captured.at(-1)!);
    expect({ sub, nationalId, scopes, aud }).toEqual({
      sub: 's',
      nationalId: '99010000001',
      scopes: ['merge'],
      aud: 'registry',
    });
  });

  it('bears no such header of the client', async () => {
    const forged = signRequest({ keys: keys.partner, subgraph: 'partner', body: '{}', subject: 'forged' });
    await gateway.ask({ query: '{ beds }' }, { ...forged, 'x-wasl-decision': 'forged' });
    const { headers } = wires.partner.captured.at(-1)!;
    for (const [name, value] of Object.entries(forged)) expect(headers[name]).not.toBe(value);
    expect(claimsOf(wires.partner.captured.at(-1)!)['sub']).toBe('anonymous');
    expect(headers).not.toHaveProperty('x-wasl-decision');
  });
});

describe('a captured request', () => {
  it('of a mutation runs at its own subgraph once', async () => {
    const sent = await capture('mutation { merge }', 'registry');
    expect(merged).toBe(1);
    expect(await replay('registry', sent)).toEqual(refused('replayed'));
    expect(merged).toBe(1);
  });

  it('of any kind is refused by every other subgraph', async () => {
    const toPartner = await capture('mutation { admit }', 'partner');
    const toRegistry = await capture('{ patient { name } }', 'registry');
    expect(await replay('registry', toPartner)).toEqual(refused('wrong_audience'));
    expect(await replay('partner', toRegistry)).toEqual(refused('wrong_audience'));
  });

  it('is refused with another body, another digest, another path, or none of the signature', async () => {
    const sent = await capture('{ beds }', 'partner');
    const forged = { ...sent, body: sent.body.replace('beds', 'beds __typename') };
    expect(await replay('partner', forged)).toEqual(refused('digest'));
    expect(await replay('partner', forged, { 'content-digest': digestOf(forged.body) })).toEqual(refused('signature'));
    expect(await replay('partner', sent, { 'content-digest': digestOf('') })).toEqual(refused('signature'));
    expect(await replay('partner', sent, {}, '/graphql?admin')).toEqual(refused('signature'));
    expect(await subgraphs.partner.send(sent.body, {})).toEqual(refused('unsigned'));
    const bare = { 'x-wasl-caller': String(sent.headers['x-wasl-caller']) };
    expect(await subgraphs.partner.send(sent.body, bare)).toEqual(refused('unsigned'));
  });

  it('is refused with the assertion of another one', async () => {
    const mine = await capture('{ registrar }', 'registry');
    await gateway.ask({ query: '{ patient { id } }' });
    const nobodys = wires.registry.captured.at(-1)!;
    const swapped = { 'x-wasl-caller': String(mine.headers['x-wasl-caller']) };
    expect(await replay('registry', nobodys, swapped)).toEqual(refused('signature'));
  });

  it('is refused when it comes late', async () => {
    const sent = await capture('{ beds }', 'partner');
    const later = await startTrustingSubgraph('partner', typeDefs['partner']!, resolvers['partner']!, {
      keys: keys.partner,
      now: () => Date.now() + 67_000,
    });
    expect(await later.send(sent.body, signedHeaders(sent.headers))).toEqual(refused('expired'));
    await later.stop();
  });
});

describe("a partner's own key", () => {
  it('signs nothing for another subgraph', async () => {
    const body = '{"query":"mutation { merge }"}';
    const claims = { scopes: ['merge'] };
    const forge = (subgraph: string) =>
      signRequest({ keys: keys.partner, subgraph, audience: 'registry', body, claims });
    expect(await subgraphs.registry.send(body, forge('registry'))).toEqual(refused('signature'));
    expect(await subgraphs.registry.send(body, forge('partner'))).toEqual(refused('wrong_audience'));
    expect(merged).toBe(0);
    // It is the key alone that makes the difference.
    const own = signRequest({ keys: keys.registry, subgraph: 'registry', body, claims });
    expect(await subgraphs.registry.send(body, own)).toMatchObject({ data: { merge: 1 } });
  });

  it('is another in every epoch and for every name, and always the same', async () => {
    const derived = await Promise.all([
      deriveKey('partner', 1),
      deriveKey('partner', 2),
      deriveKey('partner|1', 1),
      deriveKey('registry', 1),
    ]);
    expect(new Set(derived.map((key) => key.split(':')[1])).size).toBe(4);
    expect(derived[0]).toBe(keys.partner);
  });
});

describe('a way round the gateway', () => {
  it('yields nothing to a caller without the scopes, whatever was signed', async () => {
    const ask = (query: string) => subgraphs.registry.ask(query, { keys: keys.registry, claims: { scopes: ['bed'] } });
    expect(await ask('mutation { merge }')).toMatchObject({ data: { merge: null }, codes: ['merge FORBIDDEN'] });
    expect(await ask('{ registrar }')).toMatchObject({ data: { registrar: null }, codes: ['registrar FORBIDDEN'] });
    expect(merged).toBe(0);
  });
});

/** A gateway and a partner that do not understand one another, and what comes of it. */
async function askMistrusted(environment: Record<string, string>, trust: { keys?: string; now?: () => number }) {
  const partner = await startTrustingSubgraph('partner', typeDefs['partner']!, resolvers['partner']!, {
    keys: keys.partner,
    ...trust,
  });
  const sdl = typeDefs['partner']!;
  const other = await startGateway([{ name: 'partner', sdl, url: partner.url }], { ...settings(), ...environment });
  const { status, body } = await other.ask({ query: '{ beds }' }, await physician());
  const metrics = await (await fetch(`${other.origin}/metrics`)).text();
  await other.stop();
  await partner.stop();
  const lines = other
    .output()
    .split('\n')
    .filter((line) => line.includes('did not verify'));
  return {
    status,
    body,
    logged: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    counted: metrics.split('\n').filter((line) => line.startsWith('wasl_subgraph_distrust_total{')),
  };
}

describe('when a subgraph does not believe the gateway', () => {
  it.each([90, -45])(
    'because its clock is %i s ahead, the log says so and the client does not hear of it',
    async (ahead) => {
      const now = () => Date.now() + ahead * 1_000;
      const { status, body, logged, counted } = await askMistrusted({}, { now });
      expect([status, body]).toEqual([
        200,
        {
          data: { beds: null },
          errors: [
            {
              message: expect.stringMatching(/does not answer/),
              path: ['beds'],
              extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }),
            },
          ],
        },
      ]);
      expect(logged).toMatchObject([
        { message: expect.stringContaining('clocks'), subgraph: 'partner', reason: 'clock' },
      ]);
      const told = Number(logged[0]!['clockAheadSeconds']);
      expect(Math.abs(told - ahead)).toBeLessThanOrEqual(1);
      expect(counted).toEqual(['wasl_subgraph_distrust_total{subgraph="partner",reason="clock"} 1']);
    },
  );

  it('because its key is of another epoch, the log says so', async () => {
    const { body, logged } = await askMistrusted({ WASL_KEY_EPOCH: '2' }, {});
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    expect(logged).toMatchObject([{ subgraph: 'partner', reason: 'unknown_key' }]);
  });
});

describe('keys change without a stop', () => {
  it('from the first epoch to the second, one subgraph after the other', async () => {
    const second = await deriveKey('partner', 2);
    const both = await startTrustingSubgraph('partner', typeDefs['partner']!, resolvers['partner']!, {
      keys: `${second},${keys.partner}`,
    });
    const sdl = typeDefs['partner']!;
    const ask = async (url: string, environment: Record<string, string>) => {
      const one = await startGateway([{ name: 'partner', sdl, url }], { ...settings(), ...environment });
      const { body } = await one.ask({ query: '{ beds }' });
      await one.stop();
      return body['data'];
    };
    expect(await ask(both.url, {})).toEqual({ beds: 7 });
    expect(await ask(both.url, { WASL_KEY_EPOCH: '2' })).toEqual({ beds: 7 });
    const behind = { WASL_KEY_EPOCH: '2', WASL_SUBGRAPH_PARTNER_KEY_EPOCH: '1' };
    expect(await ask(subgraphs.partner.url, behind)).toEqual({ beds: 7 });
    await both.stop();
  });
});

it('without a secret a gateway serves any supergraph, and signs nothing', async () => {
  const { WASL_GATEWAY_SECRET: _, ...unsigned } = settings();
  const plain = await startGateway(sources(), unsigned);
  const { body } = await plain.ask({ query: '{ beds }' });
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
  expect(signedHeaders(wires.partner.captured.at(-1)!.headers)).toEqual({});
  await plain.stop();
  expect(plain.output()).toContain('set WASL_GATEWAY_SECRET');
});
