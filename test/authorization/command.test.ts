import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runWasl, startGateway, type StartedGateway } from '../gateway/support/startGateway.ts';
import { deniedAt, federationLink, secret } from '../support/fieldRuleSuite.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { type PlainSubgraph, type RunningSubgraphs, startTestSubgraphs } from '../support/startTestSubgraphs.ts';

const ward: PlainSubgraph = {
  name: 'wards',
  sdl: `${federationLink}
    type Query { bed: Bed }
    type Mutation { discharge: String @policy(policies: [["ward"]]) }
    type Bed { id: ID! chart: String @policy(policies: [["ward"]]) bill: String @requiresScopes(scopes: [["bills"]]) }`,
  resolvers: {
    Query: { bed: () => ({ id: 'b1', chart: secret('Bed.chart'), bill: secret('Bed.bill') }) },
    Mutation: { discharge: () => 'discharged' },
  },
};
const permitNurses = `permit(principal is User, action == Action::"policy", resource == Policy::"ward")
  when { principal.roles.contains("nurse") };`;
const chartOf = '{ bed { id chart bill } }';
const nurse = { roles: ['nurse'] };
const clerk = { roles: ['clerk'], scope: 'bills' };
const chart = secret('Bed.chart');
const bill = secret('Bed.bill');

let issuer: TestIssuer;
let subgraphs: RunningSubgraphs;
let folder: string;
beforeAll(async () => {
  issuer = await startTestIssuer();
  subgraphs = await startTestSubgraphs([ward]);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
  writeFileSync(join(folder, 'wards.cedar'), permitNurses);
  subgraphs.asked.length = 0;
  return () => rmSync(folder, { recursive: true });
});
afterAll(async () => {
  issuer.stop();
  await subgraphs.stop();
});

const start = (...flags: string[]) => startGateway(subgraphs.sources, { WASL_JWKS_URL: issuer.jwksUrl.href }, flags);
const ask = async (gateway: StartedGateway, query: string, claims: Record<string, unknown>) =>
  (await gateway.ask({ query }, await issuer.headersFor(claims))).body;
const missing = (more: object) => ({ missing: { authenticated: false, scopes: [], policies: [], ...more } });

/** A process of its own takes a while to start where much else runs. */
const patiently = { timeout: 120_000 };

describe('wasl gateway --policies DIR', patiently, () => {
  const denied = (field: string, extensions = {}) => {
    const error = deniedAt(`bed.${field}`) as { extensions: object };
    return { ...error, extensions: { ...error.extensions, ...extensions } };
  };
  const nobodyAskedFor = (field: string) =>
    expect(subgraphs.asked.filter(({ query }) => new RegExp(`\\b${field}\\b`).test(query))).toEqual([]);

  it('--denied filter answers what is allowed, which Cedar decides with the scopes', async () => {
    const gateway = await start('--policies', folder, '--denied', 'filter');
    expect(await ask(gateway, chartOf, nurse)).toEqual({
      data: { bed: { id: 'b1', chart, bill: null } },
      errors: [denied('bill')],
    });
    subgraphs.asked.length = 0;
    expect(await ask(gateway, chartOf, clerk)).toEqual({
      data: { bed: { id: 'b1', chart: null, bill } },
      errors: [denied('chart')],
    });
    nobodyAskedFor('chart');
    expect(await gateway.stop()).toBe(0);
  });

  it('--denied reject answers nothing beside a denied field and asks nobody', async () => {
    const gateway = await start('--policies', folder, '--denied', 'reject');
    expect(await ask(gateway, chartOf, clerk)).toEqual({ data: null, errors: [denied('chart')] });
    expect(await ask(gateway, 'mutation { discharge }', clerk)).toEqual({
      data: null,
      errors: [deniedAt('discharge')],
    });
    expect(subgraphs.asked).toEqual([]);
    expect(await ask(gateway, '{ bed { id bill } }', clerk)).toEqual({ data: { bed: { id: 'b1', bill } } });
    expect(await gateway.stop()).toBe(0);
  });

  it('--denied explain says which policies and scopes are missing', async () => {
    const gateway = await start('--policies', folder, '--denied', 'explain');
    expect(await ask(gateway, chartOf, {})).toEqual({
      data: { bed: { id: 'b1', chart: null, bill: null } },
      errors: [denied('chart', missing({ policies: [['ward']] })), denied('bill', missing({ scopes: [['bills']] }))],
    });
    nobodyAskedFor('chart');
    nobodyAskedFor('bill');
    expect(await gateway.stop()).toBe(0);
  });

  it('--denied dry-run answers everything, tells what would be denied, and warns at start in two languages', async () => {
    const gateway = await start('--policies', folder, '--denied', 'dry-run');
    expect(gateway.output()).toContain('FIELD RULES ARE NOT ENFORCED');
    expect(gateway.output()).toContain('قواعد الحقول غير مطبّقة');
    expect(await ask(gateway, chartOf, nurse)).toEqual({
      data: { bed: { id: 'b1', chart, bill } },
      extensions: {
        authorization: {
          mode: 'dry-run',
          denied: [{ path: ['bed', 'bill'], coordinate: 'Bed.bill', ...missing({ scopes: [['bills']] }) }],
        },
      },
    });
    await until(() => gateway.output().includes('"fields":["Bed.bill"]'));
    expect(gateway.output()).not.toContain(bill);
    expect(await gateway.stop()).toBe(0);
  });

  it('takes changed policies without a restart, and keeps the last good ones', async () => {
    const gateway = await start('--policies', folder);
    const reads = async () => ((await ask(gateway, '{ bed { chart } }', nurse)) as { data: unknown }).data;
    const times = (text: string) => gateway.output().split(text).length - 1;
    expect(await reads()).toEqual({ bed: { chart } });

    writeFileSync(join(folder, 'strike.cedar'), 'forbid(principal, action, resource);');
    await until(() => times('policies reloaded') === 1);
    subgraphs.asked.length = 0;
    expect(await reads()).toEqual({ bed: { chart: null } });
    nobodyAskedFor('chart');

    writeFileSync(join(folder, 'strike.cedar'), '// ملف غير مكتمل\nforbid(principal, action');
    await until(() => times('policies refused, the old ones stay') === 1);
    expect(gateway.output()).toContain(`${join(folder, 'strike.cedar')}:2: `);
    expect(await reads()).toEqual({ bed: { chart: null } });

    rmSync(join(folder, 'strike.cedar'));
    await until(() => times('policies reloaded') === 2);
    expect(await reads()).toEqual({ bed: { chart } });
    expect(times('policies refused')).toBe(1);
    expect(await gateway.stop()).toBe(0);
  });
});

describe('wasl gateway does not start with', patiently, () => {
  const refusedWith = async (flags: string[], environment: Record<string, string> = {}) => {
    const supergraph = ['--supergraph', 'schema/supergraph.graphql', '--port', '0'];
    const { code, output } = await runWasl(['gateway', ...supergraph, ...flags], environment);
    expect(code).toBe(1);
    return output.trim();
  };

  it('a policy that is broken, and names its file and line in one sentence', async () => {
    const file = join(folder, 'wards.cedar');
    writeFileSync(file, `${permitNurses}\nforbid(principal action, resource);`);
    const sentence = await refusedWith(['--policies', folder]);
    expect(sentence).toContain(`${file}:3: `);
    expect(sentence.split('\n')).toHaveLength(1);
  });

  it('a folder of policies that is missing, or holds none', async () => {
    const nowhere = join(folder, 'nowhere');
    expect(await refusedWith(['--policies', nowhere])).toBe(
      `${nowhere} cannot be read: WASL_POLICIES_DIR must be a folder of Cedar policies.`,
    );
    rmSync(join(folder, 'wards.cedar'));
    expect(await refusedWith([], { WASL_POLICIES_DIR: folder })).toBe(
      `${folder} holds no .cedar file: WASL_POLICIES_DIR names the wrong folder.`,
    );
  });

  it('an unknown mode, and names those that there are', async () => {
    expect((await refusedWith(['--denied', 'lenient'])).split('\n')[0]).toBe(
      "error: option '--denied <mode>' argument 'lenient' is invalid. Allowed choices are filter, reject, explain, dry-run.",
    );
    expect(await refusedWith([], { WASL_DENIED_FIELDS: 'lenient' })).toBe(
      'WASL_DENIED_FIELDS must be one of filter, reject, explain, dry-run.',
    );
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}
