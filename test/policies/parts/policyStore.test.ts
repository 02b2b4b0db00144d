import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPolicies, type PolicyStore } from '@wasl/gateway/policies/policyStore';
import { anonymous } from '@wasl/gateway/pipeline/authenticate';
import { root } from '@wasl/kit/paths';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asked, stranger } from '../support/questions.ts';

const stats = vi.hoisted(() => ({ are: 'fine' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const coarse = async () => ({ ino: 1n, size: 1n, mtimeNs: 1n, ctimeNs: 1n });
  return {
    ...real,
    stat: (...about: Parameters<typeof real.stat>) => (stats.are === 'coarse' ? coarse() : real.stat(...about)),
  };
});

const permit = (name: string) => `permit(principal, action == Action::"policy", resource == Policy::"${name}");`;
const record = (id: string) =>
  `@id("${id}") @en("x") @ar("x") @ground("AUDIT") permit(principal, action, resource) when { context.isOwn };`;
const schema = readFileSync(join(root, 'schema/policies/record.cedarschema'), 'utf8');

let folder: string;
const opened: PolicyStore[] = [];
const heard: unknown[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = mkdtempSync(join(tmpdir(), 'wasl-store-'));
  heard.length = 0;
  stats.are = 'fine';
  write('field.cedar', permit('a'));
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const write = (name: string, text: string, into = folder) => writeFileSync(join(into, name), text);

async function open(from = folder) {
  const store = await openPolicies(from, {
    onPolicyError: () => undefined,
    onReload: (error) => heard.push(error instanceof Error ? error.message : error),
  });
  opened.push(store);
  return store;
}
const granted = (store: PolicyStore) =>
  ['a', 'b'].filter((name) => store.grant({ ...anonymous }, {}, 'query').policies.has(name));
/** Until the folder was looked at once more, however long the disk takes. */
async function look() {
  vi.advanceTimersByTime(1_000);
  while (vi.getTimerCount() === 0) await new Promise((done) => setImmediate(done));
  expect(vi.getTimerCount()).toBe(1);
}

describe('a folder of policies in force', () => {
  it('is taken over again when two looks at a change agree, and no sooner', async () => {
    const store = await open();
    write('field.cedar', `${permit('a')}\n${permit('b')}`);
    await look();
    expect([granted(store), heard]).toEqual([['a'], []]);
    write('field.cedar', permit('b'));
    await look();
    expect([granted(store), heard]).toEqual([['a'], []]);
    await look();
    expect([granted(store), heard]).toEqual([['b'], [undefined]]);
  });

  it('is left alone where nothing changes, also after a change that was taken back', async () => {
    const store = await open();
    for (let times = 0; times < 3; times += 1) await look();
    write('field.cedar', permit('b'));
    await look();
    write('field.cedar', permit('a'));
    for (let times = 0; times < 2; times += 1) await look();
    expect([granted(store), heard]).toEqual([['a'], []]);
  });

  it('is taken over also where nothing but its text tells of the change, as on file systems with coarse times', async () => {
    stats.are = 'coarse';
    const store = await open();
    for (let times = 0; times < 2; times += 1) await look();
    write('field.cedar', permit('b'));
    await look();
    expect(granted(store)).toEqual(['a']);
    for (let times = 0; times < 11; times += 1) await look();
    expect([granted(store), heard]).toEqual([['b'], [undefined]]);
  });

  it('stays in force while it cannot be read, which is told once', async () => {
    const store = await open();
    rmSync(folder, { recursive: true });
    for (let times = 0; times < 4; times += 1) await look();
    expect([granted(store), heard]).toEqual([
      ['a'],
      [`${folder} cannot be read: WASL_POLICIES_DIR must be a folder of Cedar policies.`],
    ]);
  });

  it('is not looked at once it is closed, not even where that had begun', async () => {
    const store = await open();
    write('field.cedar', permit('b'));
    await look();
    vi.advanceTimersByTime(1_000);
    store.close();
    await new Promise((done) => setImmediate(done));
    for (let turn = 0; turn < 200; turn += 1) await new Promise((done) => setImmediate(done));
    expect([vi.getTimerCount(), heard, granted(store)]).toEqual([0, [], ['a']]);
    const other = await open();
    other.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('policies about records in force', () => {
  it('cannot come where there were none: the gateway is to be started again', async () => {
    const store = await open();
    expect(store.decideRecord).toBeUndefined();
    write('record.cedarschema', schema);
    write('record-a.cedar', record('own'));
    for (let times = 0; times < 2; times += 1) await look();
    expect(heard).toEqual([`${folder} holds policies about records now: restart the gateway to decide by them.`]);
    expect(store.decideRecord).toBeUndefined();
  });

  it('are those of their own folder, whatever else is open', async () => {
    write('record.cedarschema', schema);
    write('record-a.cedar', record('own'));
    const other = mkdtempSync(join(tmpdir(), 'wasl-store-'));
    cpSync(folder, other, { recursive: true });
    write('record-a.cedar', record('other').replace('context.isOwn', 'context.isTreating'), other);
    write('field.cedar', permit('b'), other);
    const stores = [await open(), await open(other)];
    rmSync(other, { recursive: true });
    const question = asked('nurse', 'TREAT', { ...stranger, isOwn: true });
    expect(stores.map((store) => store.decideRecord?.(question).isPermitted)).toEqual([true, false]);
    expect(stores.map(granted)).toEqual([['a'], ['b']]);
  });
});
