import { randomUUID } from 'node:crypto';
import { ContentRefused } from '@wasl/gateway/audit/auditSink';
import { type ChainEntry, hashOf } from '@wasl/gateway/audit/chain/chainEntry';
import { createIntake } from '@wasl/gateway/audit/sqlSink';
import { readEntries } from '@wasl/gateway/audit/store/entries';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databaseKinds } from '../support/testPostgres.ts';
import { createAuditStore, type TestAuditStore } from './support/auditStores.ts';

const at = '2026-11-20T09:30:00.000Z';

describe.each(databaseKinds)('entries on %s', (kind) => {
  let store: TestAuditStore;
  beforeEach(async () => (store = await createAuditStore(kind)));
  afterEach(() => store.drop());

  /** Entries of one chain with these bodies, whoever may have written them. */
  function entriesOf(bodies: readonly string[], chain = randomUUID()): ChainEntry[] {
    return bodies.map((body, sequence) => {
      const [patient, subject] = [sequence % 2 === 0 ? `p${sequence}` : undefined, sequence > 2 ? 's"\\\n' : undefined];
      return { month: '2026-11', chain, sequence, hash: hashOf(body), body, at, patient, subject };
    });
  }

  async function kept(): Promise<ChainEntry[]> {
    const rows: ChainEntry[] = [];
    for await (const { patient, subject, ...row } of readEntries(store.database.query))
      rows.push({ ...row, patient: patient ?? undefined, subject: subject ?? undefined });
    return rows;
  }

  test('are kept with their own bodies, whatever text these are', async () => {
    const odd = [
      '\n',
      '',
      '{"a":1}\n{"b":2}',
      'a\n',
      '\na',
      '\r\n',
      '\\N',
      '\\n',
      '"\\',
      'NULL',
      '{}',
      'قلب\u2028😀',
      '\t\u0001',
    ];
    const entries = entriesOf(odd.flatMap((body, index) => [body, `{"plain":${index}}`]));
    await createIntake(store.database)(entries);
    expect(await kept()).toEqual(entries);
  });

  test('are kept one by one too, whatever text they are', async () => {
    const intake = createIntake(store.database);
    const bodies = ['', '\n', '\n\n', 'a\nb', 'NULL'];
    for (const body of bodies) await intake(entriesOf([body]));
    const rows = await kept();
    expect(rows.map(({ body }) => body).sort()).toEqual(bodies.toSorted());
    expect(rows.map(({ hash }) => hash)).toEqual(rows.map(({ body }) => hashOf(body)));
  });

  test('are kept once, however often and in whatever company they come', async () => {
    const entries = entriesOf(['1', '2\n', '3', '', '5']);
    const intake = createIntake(store.database);
    await intake(entries.slice(1, 3));
    await intake(entries);
    await intake([...entries, ...entries].toReversed());
    expect(await kept()).toEqual(entries);
  });

  test('are refused together where one body holds NUL or half a character', async () => {
    const intake = createIntake(store.database);
    for (const body of ['\0', 'a\0\nb', '\ud800', 'a\udc00b', '\udc00\n']) {
      await expect(intake(entriesOf(['1', body, '3']))).rejects.toBeInstanceOf(ContentRefused);
      await expect(intake(entriesOf([body]))).rejects.toBeInstanceOf(ContentRefused);
    }
    const entries = entriesOf(['1', '2']);
    await intake(entries);
    expect(await kept()).toEqual(entries);
  });
});
