import { createCheckpointMaker } from '@wasl/gateway/audit/checkpoints/makeCheckpoint';
import type { Checkpoint } from '@wasl/gateway/audit/checkpoints/checkpoint';
import { readFoundCheckpoints } from '@wasl/gateway/audit/checkpoints/keptCheckpoints';
import { merklePath, rootFromPath } from '@wasl/audit/merkleTree';
import { makeSigningKey, readSigningKey, readVerifyingKeys } from '@wasl/gateway/audit/checkpoints/signingKey';
import { openAudit } from '@wasl/gateway/audit/openAudit';
import { findEntries, readEntries, type StoredEntry } from '@wasl/gateway/audit/store/entries';
import { verifyAudit } from '@wasl/gateway/audit/verify/verifyAudit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databaseKinds } from '../support/testPostgres.ts';
import { readEvent } from './support/auditEvents.ts';
import { createAuditStore, type TestAuditStore } from './support/auditStores.ts';

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe.each(databaseKinds)('the audit on %s', (kind) => {
  let store: TestAuditStore;
  beforeEach(async () => (store = await createAuditStore(kind)));
  afterEach(() => store.drop());

  const entries = () => all(readEntries(store.database.query));
  const checkpoints = () => all(readFoundCheckpoints(store.database.query));

  test('keeps what is appended, chain by chain, and verifies', async () => {
    const [one, other] = [store.openLog(), store.openLog()];
    await Promise.all([
      one.append([readEvent('1'), readEvent('2')]),
      other.append([readEvent('3')]),
      one.append([readEvent('4')]),
    ]);
    await Promise.all([one.close(), other.close()]);
    const kept = await entries();
    expect(new Set(kept.map(({ chain }) => chain)).size).toBe(2);
    expect(kept.flatMap(({ patient }) => patient ?? []).sort()).toEqual(['1', '2', '3', '4']);
    expect(await store.problems()).toEqual([]);
    expect(store.failures).toEqual([]);
  });

  test('keeps what no column can hold as it was said, and verifies', async () => {
    const log = store.openLog();
    const said = ['\0', '\ud800', 'a\0b\udc00ق', '"\\'];
    await log.append(said.map((text) => readEvent(text, { caller: { subject: text } })));
    await log.close();
    const kept = (await entries()).filter(({ subject }) => subject !== null);
    expect(kept.map(({ body }) => JSON.parse(body) as { patient: string }).map(({ patient }) => patient)).toEqual(said);
    expect(kept.map(({ subject }) => subject)).toEqual(['\ufffd', '\ufffd', 'a\ufffdb\ufffdق', '"\\']);
    expect([await store.problems(), store.failures]).toEqual([[], []]);
  });

  test('refuses one request alone whose events no column can hold, in whatever company it comes', async () => {
    const refused: unknown[] = [];
    const log = store.openLog({ onRefused: (events, cause) => refused.push(...events, cause) });
    const at = (text: string) => ({ at: text, requestId: 'r' });
    const asked = ['1', '2', at('\0'), '3', at('2026\ud800'), '4'].map((what) =>
      log.append([readEvent('0'), typeof what === 'string' ? readEvent(what) : readEvent('bad', what)]),
    );
    expect((await Promise.allSettled(asked)).map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
    await expect(asked[2]).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    await log.append([readEvent('5')]);
    await log.close();
    const kept = await entries();
    expect(kept.flatMap(({ patient }) => (patient === '0' ? [] : (patient ?? [])))).toEqual(['1', '2', '3', '4', '5']);
    expect(kept.map(({ sequence }) => sequence)).toEqual(Array.from({ length: kept.length }, (_, index) => index));
    expect(refused.filter((each) => each instanceof Error)).toHaveLength(2);
    expect([await store.problems(), store.failures]).toEqual([[], []]);
  });

  test('names a chain in a signed checkpoint before anything rests on it, and its end when it is closed', async () => {
    const log = store.openLog();
    await log.append([readEvent('1')]);
    const headsOf = async () =>
      (await checkpoints()).flatMap(({ body }) =>
        (JSON.parse(body) as Checkpoint).heads.map(({ sequence }) => sequence),
      );
    expect(await headsOf()).toEqual([0]);
    await log.close();
    expect(await headsOf()).toEqual([0, 2]);
  });

  test('tells by which rows a checkpoint is found, if they say anything else than it does', async () => {
    const log = store.openLog();
    await log.append([readEvent('1'), readEvent('2')]);
    await log.close();
    const { query } = store.database;
    const last = Math.max(...(await checkpoints()).map(({ sequence }) => sequence));
    await query('UPDATE wasl_audit.head SET first = first + 1 WHERE checkpoint = $1::bigint', [last]);
    expect(await store.problems()).toEqual([{ what: 'checkpointRows', sequence: last }]);
    await query('DELETE FROM wasl_audit.head WHERE checkpoint = $1::bigint', [last]);
    expect(await store.problems()).toEqual([{ what: 'checkpointRows', sequence: last }]);
    await query('DELETE FROM wasl_audit.head');
    expect((await store.problems()).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: last + 1 }, (_, sequence) => sequence),
    );
  });

  test('finds entries by patient and time', async () => {
    const log = store.openLog();
    await log.append([
      readEvent('1', { at: '2026-11-01T00:00:00.000Z' }),
      readEvent('2', { at: '2026-11-02T00:00:00.000Z' }),
      readEvent('1', { at: '2026-11-03T00:00:00.000Z' }),
    ]);
    await log.close();
    const found = await all(findEntries(store.database.query, { patient: '1', since: '2026-11-02' }));
    expect(found.map(({ at }) => at)).toEqual(['2026-11-03T00:00:00.000Z']);
    const before = await all(findEntries(store.database.query, { since: '2026-11-01', until: '2026-11-02' }));
    expect(before.map(({ patient }) => patient)).toEqual(['1']);
  });

  describe('once it is written', () => {
    let kept: StoredEntry[];
    beforeEach(async () => {
      const log = store.openLog();
      await log.append(['1', '2', '3', '4'].map((patient) => readEvent(patient)));
      await log.close();
      kept = await entries();
    });

    const change = async (sql: string, ...parameters: unknown[]) => {
      await store.database.query(sql, parameters);
      return (await store.problems()).map(({ what, sequence, until }) => [what, sequence, until]);
    };

    test('an altered body is found and located', async () => {
      const sql = `UPDATE wasl_audit.entry SET body = replace(body, 'treating', 'TREATING') WHERE sequence = 2`;
      expect(await change(sql)).toEqual([['altered', 2, undefined]]);
    });

    test('a removed entry, a truncated end and a missing chain are found', async () => {
      expect(await change('DELETE FROM wasl_audit.entry WHERE sequence = 3')).toEqual([['missing', 3, 3]]);
      expect(await change('DELETE FROM wasl_audit.entry WHERE sequence >= 3')).toEqual([['missing', 3, 5]]);
      expect(await change('DELETE FROM wasl_audit.entry')).toEqual([['missing', 0, 5]]);
    });

    test('an event that is hidden from its patient’s list is found', async () => {
      const sql = `UPDATE wasl_audit.entry SET patient = '9' WHERE sequence = 2`;
      expect(await change(sql)).toEqual([['relabelled', 2, undefined]]);
    });

    test('two entries that changed places are found', async () => {
      await store.database.query(`UPDATE wasl_audit.entry SET sequence = 99 WHERE sequence = 2`);
      await store.database.query(`UPDATE wasl_audit.entry SET sequence = 2 WHERE sequence = 3`);
      expect(await change(`UPDATE wasl_audit.entry SET sequence = 3 WHERE sequence = 99`)).toEqual([
        ['misplaced', 2, undefined],
        ['misplaced', 3, undefined],
        ['unlinked', 4, undefined],
      ]);
    });

    test('a chain that nobody signed is found', async () => {
      const forgersKey = `${store.keyFile}.forger`;
      makeSigningKey(forgersKey);
      const forger = openAudit({
        database: { ...store.database, close: () => Promise.resolve() },
        key: readSigningKey(forgersKey, 'The key'),
        onDown: () => undefined,
        onUp: () => undefined,
        onLost: () => undefined,
        onCheckpointFailure: () => undefined,
      });
      await forger.append([readEvent('5')]);
      await forger.close();
      const problems = await store.problems();
      expect(problems.map(({ what }) => what)).toEqual(['checkpointKey', 'checkpointKey', 'unsigned']);
    });

    test('the next checkpoint notices that an entry is gone, and signs no more of its chain', async () => {
      const maker = createCheckpointMaker(store.database, readSigningKey(store.keyFile, 'The key'));
      const { chain, hash } = kept[4]!;
      await store.database.query('DELETE FROM wasl_audit.entry WHERE sequence >= 4');
      const signed = kept[5]!;
      expect(await maker.make({ chain, sequence: 4, hash })).toMatchObject([
        { chain, sequence: 4, hash },
        { chain, sequence: 5, hash: signed.hash },
      ]);
      expect(await checkpoints()).toHaveLength(2);
    });

    test('an entry is proved to be in it by its hash, a path and a checkpoint alone', async () => {
      const heads = (await checkpoints()).flatMap(({ body }) => (JSON.parse(body) as Checkpoint).heads);
      const head = heads.find(({ from, sequence }) => from <= 3 && sequence >= 3)!;
      const leaves = kept.slice(head.from, head.sequence + 1).map(({ hash }) => hash);
      const path = merklePath(leaves, 3 - head.from);
      expect(rootFromPath(kept[3]!.hash, 3 - head.from, leaves.length, path)).toBe(head.root);
      expect(rootFromPath(kept[4]!.hash, 3 - head.from, leaves.length, path)).not.toBe(head.root);
    });
  });

  test('a month that is removed leaves a signed word of what it held, and the rest verifies', async () => {
    const old = Date.now;
    Date.now = () => Date.parse('2026-08-15T12:00:00Z');
    try {
      const log = store.openLog();
      await log.append([readEvent('1')]);
      await log.close();
    } finally {
      Date.now = old;
    }
    const log = store.openLog();
    await log.append([readEvent('2')]);
    await log.close();
    const removed = (await entries()).filter(({ month }) => month === '2026-08');
    const maker = createCheckpointMaker(store.database, readSigningKey(store.keyFile, 'The key'));
    expect(await maker.retire('2026-09')).toEqual(['2026-08']);
    expect((await entries()).flatMap(({ patient }) => patient ?? [])).toEqual(['2']);
    const last = JSON.parse((await checkpoints()).at(-1)!.body) as Checkpoint;
    const { chain, hash, sequence } = removed.at(-1)!;
    expect(last.retired).toEqual([{ month: '2026-08', chains: [{ chain, sequence, hash }] }]);
    expect(await store.problems()).toEqual([]);
  });
});

test('any byte of a small audit that is changed is found, and so is any entry that is removed, doubled or moved', async () => {
  const store = await createAuditStore('PGlite');
  const log = store.openLog();
  await log.append([readEvent('1'), readEvent('2', { outcome: 'refused', code: 'CONSENT_DENIED' })]);
  await log.close();
  const entries = await all(readEntries(store.database.query));
  const checkpoints = await all(readFoundCheckpoints(store.database.query));
  const verify = readVerifyingKeys([store.keyFile], 'The key');
  await store.drop();
  const problemsOf = async (audit: { entries?: object[]; checkpoints?: object[] }) => {
    const found: string[] = [];
    await verifyAudit({ entries, checkpoints, ...audit } as never, verify, ({ what, chain, sequence }) =>
      found.push(`${chain ?? 'checkpoint'} ${sequence} ${what}`),
    );
    return found;
  };
  expect(await problemsOf({})).toEqual([]);

  const unnoticed: string[] = [];
  let tried = 0;
  for (const [table, rows] of Object.entries({ entries, checkpoints })) {
    for (const [number, row] of rows.entries()) {
      for (const [column, value] of Object.entries(row)) {
        for (const changed of changesOf(value)) {
          tried += 1;
          const altered = rows.map((item, index) => (index === number ? { ...item, [column]: changed } : item));
          const problems = await problemsOf({ [table]: altered });
          const where = table === 'entries' ? `${entries[number]!.chain} ${number} ` : `checkpoint ${number} `;
          // Where the place itself was altered, its old place is missing; the row itself says another.
          const isLocated = problems.some((problem) => problem.startsWith(where)) || column === 'sequence';
          if (problems.length === 0 || (!isLocated && column !== 'chain'))
            unnoticed.push(`${table} ${number} ${column} ${String(changed)}`);
        }
      }
      const without = rows.filter((_, index) => index !== number);
      const doubled = rows.flatMap((item, index) => (index === number ? [item, item] : [item]));
      const moved = [...without.slice(0, Math.max(0, number - 1)), row, ...without.slice(Math.max(0, number - 1))];
      for (const other of [without, doubled, ...(number > 0 ? [moved] : [])]) {
        // That the newest checkpoint is gone, only who saw it can tell.
        const isLastCheckpoint = table === 'checkpoints' && number === rows.length - 1 && other === without;
        if (!isLastCheckpoint && (await problemsOf({ [table]: other })).length === 0)
          unnoticed.push(`${table} ${number} moved`);
      }
    }
  }
  expect(tried).toBeGreaterThan(2_500);
  expect(unnoticed).toEqual([]);
}, 120_000);

/** The value with each of its bytes changed in turn, or another number. */
function* changesOf(value: unknown): Generator<unknown> {
  if (typeof value === 'number') return yield* [value + 1, value + 100];
  if (Array.isArray(value)) {
    const rows = value as Record<string, unknown>[];
    for (const [number, row] of rows.entries()) {
      yield rows.filter((item) => item !== row);
      yield [...rows, row];
      for (const [column, told] of Object.entries(row))
        for (const changed of changesOf(told)) yield rows.with(number, { ...row, [column]: changed });
    }
    return;
  }
  if (typeof value !== 'string') return yield 'x';
  const bytes = Buffer.from(value);
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (bytes[index] as number) ^ 1;
    yield changed.toString('utf8');
  }
}
