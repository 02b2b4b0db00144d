import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { callerWith } from '../../authorization/rules/testRules.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasl-gateway-'));
const supergraphFile = join(folder, 'supergraph.graphql');
const closing: (() => Promise<void>)[] = [];

function compose(sdl: string, file = supergraphFile) {
  const composition = composeSupergraph([{ name: 'ward', sdl, url: 'http://127.0.0.1:9/graphql' }]);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  writeFileSync(file, composition.supergraphSdl);
}

beforeAll(() => compose('type Query { bed(id: ID): String beds: [Bed] } type Bed { id: ID }'));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.unstubAllGlobals();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function start(options: Partial<GatewayOptions> = {}) {
  const [log, warn, onReload] = [
    vi.fn<GatewayOptions['log']>(),
    vi.fn<NonNullable<GatewayOptions['warn']>>(),
    vi.fn<(error: unknown) => void>(),
  ];
  const gateway = await createGateway({
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 1_000,
    maxDepth: 20,
    maxFields: 100,
    log,
    warn,
    onReload,
    ...options,
  });
  closing.push(() => gateway.close());
  return { gateway, log, warn, onReload };
}
const jwksUrl = new URL('http://127.0.0.1:9/jwks');
const policies = (name: string, text: string) => {
  const made = mkdtempSync(join(folder, 'policies-'));
  writeFileSync(join(made, name), text);
  return made;
};
const permitP = 'permit(principal, action == Action::"policy", resource == Policy::"p");';

describe('a gateway', () => {
  it('without settings has the defaults, and nothing that was not asked for', async () => {
    const { gateway, log } = await start();
    const caller = callerWith();
    expect(gateway.grantPolicies(caller, { 'x-purpose-of-use': 'no purpose' }, 'query')).toBe(caller);
    expect(gateway).toMatchObject({
      answerTimeoutMs: 30_000,
      verifyToken: undefined,
      decideRecord: undefined,
      signsRequests: false,
      denials: { mode: 'filter' },
      log,
    });
    expect([gateway.costBudget(caller, true), gateway.costBudget(caller, false)]).toEqual([5_000, 1_000_000]);
    expect([gateway.admission.inFlight(), gateway.supergraph.current().records.hasRecords]).toEqual([0, false]);
  });

  it('is made by its settings', async () => {
    const decideRecord = vi.fn<() => never>();
    const { gateway } = await start({
      answerTimeoutMs: 5,
      maxInFlight: 0,
      maxCost: { citizen: 7 },
      deniedFields: 'reject',
      gatewaySecret: 'a secret that is long enough to be one, for subgraphs',
      decideRecord,
    });
    expect(gateway).toMatchObject({
      answerTimeoutMs: 5,
      signsRequests: true,
      decideRecord,
      denials: { mode: 'reject' },
    });
    expect(gateway.costBudget(callerWith(), true)).toBe(7);
    expect(() => gateway.admission.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  });

  it('reads operations within its limits, and by its sizes of lists', async () => {
    const { gateway } = await start({ assumedListSize: 3, maxFields: 2 });
    const { prepare } = gateway.supergraph.current();
    expect(prepare({ query: '{ beds { id } }', headers: {} }).cost.estimate({})).toBe(1 + 3);
    expect(() => prepare({ query: '{ beds { id a: id } }', headers: {} })).toThrow(
      expect.objectContaining({ code: 'OPERATION_TOO_LARGE', details: { maxFields: 2 } }),
    );
  });

  it('reads what its schema says of costs', async () => {
    const file = join(folder, 'costs.graphql');
    const link = '@link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@cost"])';
    compose(`extend schema ${link} type Query { bed(id: ID): String @cost(weight: 40) }`, file);
    const { gateway } = await start({ supergraphFile: file });
    const { cost } = gateway.supergraph.current().prepare({ query: '{ bed }', headers: {} });
    expect([cost.estimate({}), cost.isAnnotated]).toEqual([1 + 40, true]);
  });

  it('counts denied fields, and warns of those that it would deny', async () => {
    const { gateway, warn } = await start();
    gateway.denials.onDenied(2);
    gateway.denials.onDenied(1);
    expect(gateway.figures.deniedFields).toBe(3);
    gateway.denials.onWouldDeny('hash', ['A.b']);
    expect(warn.mock.calls).toEqual([
      ['dry-run: rules would have denied fields', { operation: 'hash', fields: ['A.b'] }],
    ]);
    const silent = await start({ warn: undefined as never });
    expect(() => silent.gateway.denials.onWouldDeny('hash', [])).not.toThrow();
  });

  it('counts reloads, and tells those who listen of another version, until they stop', async () => {
    const file = join(folder, 'changing.graphql');
    compose('type Query { bed(id: ID): String }', file);
    const { gateway, onReload } = await start({ supergraphFile: file });
    const [heard, unheard] = [vi.fn<() => void>(), vi.fn<() => void>()];
    gateway.onRulesChange(heard);
    gateway.onRulesChange(unheard)();
    compose('type Query { bed(id: ID): String other: Int }', file);
    await vi.waitFor(() => expect(onReload.mock.calls).toEqual([[undefined]]), { timeout: 20_000 });
    expect(gateway.figures.reloads).toEqual({ ok: 1, failed: 0 });
    expect([heard.mock.calls.length, unheard.mock.calls.length]).toEqual([1, 0]);
    writeFileSync(file, 'no schema');
    await vi.waitFor(() => expect(onReload).toHaveBeenCalledTimes(2), { timeout: 20_000 });
    expect(onReload.mock.lastCall?.[0]).toMatchObject({ code: 'SUPERGRAPH_REFUSED' });
    expect(gateway.figures.reloads).toEqual({ ok: 1, failed: 1 });
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('the tokens of a gateway', () => {
  it('are verified where it is told how, and problems with keys warned of', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('down')));
    const { gateway, warn } = await start({ tokens: { jwksUrl } });
    await expect(gateway.verifyToken?.('a.b.c')).rejects.toThrow(
      expect.objectContaining({ code: 'TOKEN_KEYS_UNAVAILABLE' }),
    );
    expect(warn.mock.calls[0]).toEqual([
      'the keys of tokens cannot be fetched',
      { jwksUrl: jwksUrl.href, reason: 'down' },
    ]);
    vi.stubGlobal('fetch', () => Promise.reject('no error'));
    const other = await start({ tokens: { jwksUrl } });
    await expect(other.gateway.verifyToken?.('a.b.c')).rejects.toThrow();
    expect(other.warn.mock.calls[0]?.[1]).toMatchObject({ reason: 'no error' });
    const silent = await start({ tokens: { jwksUrl }, warn: undefined as never });
    await expect(silent.gateway.verifyToken?.('a.b.c')).rejects.toThrow(
      expect.objectContaining({ code: 'TOKEN_KEYS_UNAVAILABLE' }),
    );
    const onKeyFailure = vi.fn<() => void>();
    const told = await start({ tokens: { jwksUrl, onKeyFailure } });
    await expect(told.gateway.verifyToken?.('a.b.c')).rejects.toThrow();
    expect(onKeyFailure).toHaveBeenCalled();
    expect(told.warn).not.toHaveBeenCalled();
  });

  it('may be revoked in a file, which is watched, and warned of when it cannot be read', async () => {
    const revokedTokensFile = join(folder, 'revoked');
    await expect(start({ tokens: { jwksUrl, revokedTokensFile } })).rejects.toThrow('cannot be read');
    writeFileSync(revokedTokensFile, 'a');
    const { warn } = await start({ tokens: { jwksUrl, revokedTokensFile } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    rmSync(revokedTokensFile);
    await vi.waitFor(
      () =>
        // The keys cannot be fetched either.
        expect(warn.mock.calls.filter(([, about]) => 'file' in about)).toEqual([
          [
            'the list of revoked tokens cannot be read, what was known stays',
            { file: revokedTokensFile, reason: expect.stringContaining('ENOENT') },
          ],
        ]),
      { timeout: 20_000 },
    );
  });
});

describe('the policies of a gateway', () => {
  it('grant names, and a change of them is told to those who listen', async () => {
    const policiesDir = policies('field.cedar', permitP);
    const onPoliciesReload = vi.fn<(error: unknown) => void>();
    const { gateway, warn } = await start({ policiesDir, onPoliciesReload });
    const heard = vi.fn<() => void>();
    gateway.onRulesChange(heard);
    const granted = gateway.grantPolicies(callerWith(), {}, 'query');
    expect([granted.policies.has('p'), granted.policies.has('q'), gateway.decideRecord]).toEqual([
      true,
      false,
      undefined,
    ]);
    writeFileSync(
      join(policiesDir, 'field.cedar'),
      permitP.replace('"p"', '"q"').replace(';', ' when { principal.claims.none };'),
    );
    await vi.waitFor(() => expect(onPoliciesReload.mock.calls).toEqual([[undefined]]), { timeout: 20_000 });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(gateway.grantPolicies(callerWith(), {}, 'query').policies.has('q')).toBe(false);
    expect(warn.mock.calls).toEqual([
      ['a policy failed, so it denied', { policy: join(policiesDir, 'field.cedar:1'), reason: expect.any(String) }],
    ]);
    writeFileSync(join(policiesDir, 'field.cedar'), 'no policy');
    await vi.waitFor(() => expect(onPoliciesReload.mock.lastCall?.[0]).toBeInstanceOf(Error), { timeout: 20_000 });
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('that cannot be read are refused', async () => {
    await expect(start({ policiesDir: policies('field.cedar', 'no policy') })).rejects.toThrow('field.cedar:1');
  });
});

describe('a gateway whose schema is refused', () => {
  it('does not come up', async () => {
    const file = join(folder, 'none.graphql');
    writeFileSync(file, 'no schema');
    await expect(start({ supergraphFile: file })).rejects.toThrow(
      expect.objectContaining({ code: 'SUPERGRAPH_REFUSED' }),
    );
    const rules = join(folder, 'rules.graphql');
    const link = '@link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@authenticated"])';
    compose(`extend schema ${link} type Query { bed: String @authenticated }`, rules);
    await expect(start({ supergraphFile: rules })).rejects.toThrow(
      expect.objectContaining({ code: 'SUPERGRAPH_REFUSED' }),
    );
    vi.stubGlobal('fetch', () => Promise.reject(new Error('down')));
    await expect(start({ supergraphFile: rules, tokens: { jwksUrl } })).resolves.toBeDefined();
  });
});
