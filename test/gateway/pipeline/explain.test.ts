import { fileURLToPath } from 'node:url';
import type { Explanation } from '@wasl/gateway/core/explanation';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordSubgraphs, type RecordWorld } from '../../records/support/recordSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';

const policiesDir = fileURLToPath(new URL('../../../schema/policies', import.meta.url));
const world: RecordWorld = { facts: {}, written: [] };
const visits = (id: string) => `{ patient(healthId: "${id}") { name { ar } encounters { nodes { text } } } }`;

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(recordSubgraphs(world), {
    tokens: { jwksUrl: issuer.jwksUrl },
    policiesDir,
    facts: { ttlMs: 0 },
    gatewaySecret: 'a master secret that only this test has',
    explainTo: { scope: 'playground' },
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {} };
  world.labels = {};
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

interface Answered {
  data: unknown;
  errors?: { extensions: { code: string } }[];
  extensions?: { explanation?: Explanation };
}

async function ask(query: string, claims: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const token = await issuer.headersFor({
    roles: ['physician'],
    facility_id: 'F-DI-001',
    scope: 'playground',
    ...claims,
  });
  return (await gateway.ask(query, { headers: { ...token, 'x-wasl-explain': '1', ...headers } })) as Answered;
}

const explained = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).extensions!.explanation!;

describe('who is told why', () => {
  test('nobody without the scope, without a token, or who does not ask', async () => {
    const headers = { 'x-wasl-explain': '1' };
    expect((await ask('{ ward }')).extensions).toHaveProperty('explanation');
    expect(await ask('{ ward }', { scope: 'other' })).toEqual({ data: { ward: 'open' } });
    expect(await gateway.ask('{ ward }', { headers })).toEqual({ data: { ward: 'open' } });
    const token = await issuer.headersFor({ roles: ['physician'], scope: 'playground' });
    expect(await gateway.ask('{ ward }', { headers: token })).toEqual({ data: { ward: 'open' } });
  });

  test('nobody where no one may be', async () => {
    const plain = await startTestGateway([{ name: 'ward', sdl: 'type Query { bed: String }' }]);
    try {
      expect(await plain.ask('{ bed }', { headers: { 'x-wasl-explain': '1' } })).toEqual({ data: { bed: null } });
    } finally {
      await plain.stop();
    }
  });
});

describe('what is told', () => {
  test('who was asked what, after what, and for which decision', async () => {
    const { steps, durationMs } = await explained(visits('1'));
    const fetches = steps.filter(({ kind }) => kind === 'fetch');
    expect(fetches.map(({ subgraph, asked, outcome }) => ({ subgraph, asked, outcome }))).toEqual([
      { subgraph: 'registry', asked: ['patient'], outcome: 'ok' },
      { subgraph: 'registry', asked: ['recordFacts'], outcome: 'ok' },
      { subgraph: 'clinic', asked: ['Patient.encounters'], outcome: 'ok' },
    ]);
    for (const { fromMs, toMs } of steps) {
      expect(fromMs).toBeGreaterThanOrEqual(0);
      expect(toMs).toBeGreaterThanOrEqual(fromMs);
      expect(toMs).toBeLessThanOrEqual(durationMs);
    }
    expect(fetches[2]!.fromMs).toBeGreaterThanOrEqual(fetches[1]!.toMs!);
  });

  test('the policy that denied, in both languages, and what would open it', async () => {
    const { records } = await explained(visits('2'));
    expect(records).toContainEqual(
      expect.objectContaining({
        code: 'NO_TREATMENT_RELATIONSHIP',
        category: 'ENCOUNTERS',
        role: 'physician',
        purpose: 'TREAT',
        openings: expect.arrayContaining([{ fact: 'isTreating' }]),
      }),
    );
    world.facts['1'] = { isTreating: true, directives: [{ decision: 'deny', category: 'ENCOUNTERS' }] };
    const [denied] = (await explained(visits('1'))).records;
    expect(denied).toMatchObject({
      code: 'CONSENT_DENIED',
      policy: expect.any(String),
      meaning: { en: expect.stringMatching(/[a-z]/), ar: expect.stringMatching(/[\u0621-\u064a]/) },
      openings: expect.arrayContaining([{ fact: 'consent' }]),
    });
  });

  test('what was written down, without anybody’s number', async () => {
    const answer = await ask(visits('1'));
    const { audit } = answer.extensions!.explanation!;
    expect(audit).toContainEqual(
      expect.objectContaining({ outcome: 'released', patient: 1, categories: expect.arrayContaining(['ENCOUNTERS']) }),
    );
    expect(audit.length).toBeGreaterThan(0);
    for (const event of audit) expect(Object.keys(event)).not.toContain('caller');
    const place = /^[\da-f-]{36}:\d+$/;
    for (const { outcome, id } of audit)
      expect(id === undefined ? '' : id).toMatch(outcome === 'refused' ? /^$/ : place);
  });

  test('what a field rule lacks, and which roles have it', async () => {
    const ruled = await startTestGateway(
      [
        {
          name: 'ward',
          sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@requiresScopes"])
            type Query { bed: String free: String @requiresScopes(scopes: [["user/Patient.merge"]]) }`,
        },
      ],
      { tokens: { jwksUrl: issuer.jwksUrl }, explainTo: 'everyone' },
    );
    try {
      const headers = await issuer.headersFor({ scope: 'other' });
      const answer = (await ruled.ask('{ bed free }', { headers: { ...headers, 'x-wasl-explain': '1' } })) as Answered;
      expect(answer.extensions?.explanation?.fields).toEqual([
        {
          coordinate: 'Query.free',
          needsSignIn: false,
          scopes: [['user/Patient.merge']],
          policies: [],
          roles: ['registrar'],
        },
      ]);
    } finally {
      await ruled.stop();
    }
  });
});

describe('what is not told', () => {
  test('whether there is a record that is sealed', async () => {
    world.labels = { '1-x': { confidentiality: 'V' } };
    const shapeOf = ({ steps, records, audit, fields }: Explanation) => ({
      steps: steps.map(({ kind, subgraph, asked, query }) => ({
        kind,
        subgraph,
        asked,
        query: query?.replace(/id:"[^"]+"/, ''),
      })),
      records,
      fields,
      outcomes: audit.map(({ outcome, code, categories }) => ({ outcome, code, categories })),
    });
    const sealed = await ask('{ encounter(id: "1-x") { text } }');
    const none = await ask('{ encounter(id: "none-x") { text } }');
    expect(sealed.data).toEqual(none.data);
    const [told, toldOfNone] = [sealed, none].map(({ extensions }) => shapeOf(extensions!.explanation!));
    expect(told!.records).toEqual([]);
    expect(told).toEqual(toldOfNone);
  });

  test('labels, variables and what subgraphs answered', async () => {
    const { extensions } = await ask(visits('2'));
    const text = JSON.stringify(extensions);
    expect(text).not.toMatch(/PSY|"2"|اسم 2|Visit a/);
  });

  test('parts and events: an explained answer comes in one piece', async () => {
    const answer = await ask(
      '{ patient(healthId: "1") { healthId ... @defer { encounters { nodes { text } } } } }',
      {},
      { accept: 'multipart/mixed;deferSpec=20220824, application/json' },
    );
    expect(answer.data).toMatchObject({ patient: { encounters: { nodes: expect.any(Array) } } });
    expect(answer.extensions).toHaveProperty('explanation');
  });
});
