import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import type { ChainEntry } from '@wasl/gateway/audit/chain/chainEntry';
import { readWitness, witnessed } from '@wasl/gateway/audit/witness/witnessFolder';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databaseKinds } from '../support/testPostgres.ts';
import { readEvent } from './support/auditEvents.ts';
import { createAuditStore, type TestAuditStore } from './support/auditStores.ts';
import { createMemorySink } from './support/memorySink.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'wasl-witness-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(databaseKinds)('what is cut off the end of the audit on %s', (kind) => {
  let store: TestAuditStore;
  beforeEach(async () => void (store = await createAuditStore(kind)));
  afterEach(() => store.drop());

  /** As a gateway that is killed: neither a last entry nor a last checkpoint. */
  async function writeUntilKilled(): Promise<void> {
    const log = store.openLog({ checkpointEveryMs: 3_600_000, witnessDir: folder });
    for (const patient of ['100', '200', '300']) await log.append([readEvent(patient)]);
  }

  test('is found by what the gateway has noted, checkpoints that went with it too', async () => {
    await writeUntilKilled();
    const seen = readWitness(folder);
    expect(await store.problems(seen)).toEqual([]);
    await store.database.query('DELETE FROM wasl_audit.entry WHERE sequence >= 2');
    const [chain] = seen.keys();
    expect(await store.problems()).toEqual([]);
    expect(await store.problems(seen)).toEqual([{ what: 'missing', chain, sequence: 2, until: 3 }]);
    await store.database.query('DELETE FROM wasl_audit.entry');
    for (const table of ['head', 'checkpoint']) await store.database.query(`DELETE FROM wasl_audit.${table}`);
    expect(await store.problems()).toEqual([]);
    expect(await store.problems(seen)).toEqual([{ what: 'missing', chain, sequence: 0, until: 3 }]);
  });

  test('and written anew is another entry than was noted', async () => {
    await writeUntilKilled();
    const seen = readWitness(folder);
    const [chain = '', place] = [...seen][0] ?? [];
    expect(place?.sequence).toBe(3);
    const other = new Map([[chain, { chain, sequence: 3, hash: 'x'.repeat(43) }]]);
    expect(await store.problems(other)).toEqual([{ what: 'seen', chain, sequence: 3 }]);
  });
});

describe('a witness', () => {
  const entry = (chain: string, sequence: number) =>
    ({ chain, sequence, hash: `hash-${sequence}`, body: '', month: '2026-11' }) as unknown as ChainEntry;

  test('notes the last of each chain, after it is kept and before anybody is answered', async () => {
    const kept = createMemorySink();
    const letGo = kept.hold();
    const sink = witnessed(kept, folder);
    const writing = sink.write([entry('a', 8), entry('a', 9), entry('b', 0)]);
    expect(readdirSync(folder)).toEqual([]);
    letGo();
    await writing;
    await sink.write([entry('a', 10)]);
    expect(readFileSync(join(folder, 'a.chain'), 'utf8')).toBe('{"chain":"a","sequence":10,"hash":"hash-10"}\n');
    expect([...readWitness(folder).values()].map(({ chain, sequence }) => `${chain} ${sequence}`)).toEqual([
      'a 10',
      'b 0',
    ]);
    await sink.close();
  });

  test('that cannot note gives nothing away, and says so at start where it never could', async () => {
    const log = createAuditLog({ sink: witnessed(createMemorySink(), folder), deadlineMs: 5_000 });
    rmSync(folder, { recursive: true });
    await expect(log.append([readEvent('100')])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    await log.close();
    writeFileSync(folder, 'no folder');
    expect(() => witnessed(createMemorySink(), folder)).toThrow(/^WASL_AUDIT_WITNESS_DIR names /);
  });

  test('that says nothing readable is refused, not taken for one that saw nothing', () => {
    writeFileSync(join(folder, 'a.chain'), '{"chain":"a"}');
    expect(() => readWitness(folder)).toThrow(/^--witness names /);
    expect(() => readWitness(join(folder, 'none'))).toThrow(/^--witness names /);
  });
});
