import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditLogOptions, createAuditLog } from '@wasl/gateway/audit/auditLog';
import { hashOf } from '@wasl/gateway/audit/chain/chainEntry';
import { createCheckpointMaker } from '@wasl/gateway/audit/checkpoints/makeCheckpoint';
import { readSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { consumeAudit, type ConsumeOptions } from '@wasl/gateway/audit/nats/consumeAudit';
import { connectNats, ensureStream } from '@wasl/gateway/audit/nats/natsStream';
import { createNatsSink, type NatsPlace } from '@wasl/gateway/audit/nats/openNatsAudit';
import { readEntries, type StoredEntry } from '@wasl/gateway/audit/store/entries';
import { jetstream } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresUrl } from '../support/testPostgres.ts';
import { createTcpProxy } from '../support/tcpProxy.ts';
import { readEvent } from './support/auditEvents.ts';
import { createAuditStore, type TestAuditStore } from './support/auditStores.ts';

/** Where NATS listens, in a run that can test with it. */
const natsUrl = process.env['WASL_TEST_NATS'];

describe.skipIf(natsUrl === undefined)('the audit over NATS JetStream', () => {
  let place: NatsPlace;
  let store: TestAuditStore;
  const ending: AbortController[] = [];

  beforeEach(async () => {
    const id = randomUUID().replaceAll('-', '');
    place = { servers: [natsUrl as string], stream: `WASL_TEST_${id}`, subject: `wasl.test.${id}` };
    store = await createAuditStore(postgresUrl === undefined ? 'PGlite' : 'Postgres');
  });

  afterEach(async () => {
    for (const each of ending.splice(0)) each.abort();
    const connection = await connectNats(place.servers);
    await (await ensureStream(connection, place.stream, place.subject)).streams.delete(place.stream as string);
    await connection.close();
    await store.drop();
  });

  function consume(more: Partial<ConsumeOptions> = {}) {
    const end = new AbortController();
    ending.push(end);
    const maker = createCheckpointMaker(store.database, readSigningKey(store.keyFile, 'The key'));
    const failures: unknown[] = [];
    const unreadable: number[] = [];
    const done = consumeAudit({
      ...place,
      database: store.database,
      makeCheckpoint: () => maker.make(),
      signal: end.signal,
      onUnreadable: (sequence) => unreadable.push(sequence),
      onFailure: (cause) => failures.push(cause),
      ...more,
    });
    return { stop: () => (end.abort(), done), failures, unreadable };
  }

  async function stored(count: number): Promise<StoredEntry[]> {
    for (;;) {
      const rows: StoredEntry[] = [];
      try {
        for await (const row of readEntries(store.database.query)) rows.push(row);
      } catch {
        // Its tables are made with the first entry.
      }
      if (rows.length >= count) return rows;
      await sleep(50);
    }
  }

  test('is kept by the server before it is answered, and brought into the database once, by however many', async () => {
    const log = createAuditLog({ sink: createNatsSink(place) });
    await Promise.all(Array.from({ length: 40 }, (_, index) => log.append([readEvent(String(index))])));
    await log.append([readEvent('last')]);
    await log.close();
    const both = [consume(), consume()];
    const rows = await stored(43);
    await Promise.all(both.map(({ stop }) => stop()));
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 43 }, (_, index) => index));
    expect(await store.problems()).toEqual([]);
    expect(both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  test('a write that comes again is one message, and one entry', async () => {
    const sink = createNatsSink(place);
    const entries: Parameters<typeof sink.write>[0][] = [];
    const log = createAuditLog({ sink: { ...sink, write: (group) => (entries.push(group), sink.write(group)) } });
    await log.append([readEvent('1')]);
    for (const group of entries) await sink.write(group);
    await log.close();
    const connection = await connectNats(place.servers);
    const { state } = await (
      await ensureStream(connection, place.stream, place.subject)
    ).streams.info(place.stream as string);
    await connection.close();
    expect(state.messages).toBe(3);
    const consumer = consume();
    expect(await stored(3)).toHaveLength(3);
    await consumer.stop();
    expect(await store.problems()).toEqual([]);
  });

  test('a database that fails while it is brought there loses nothing', async () => {
    const log = createAuditLog({ sink: createNatsSink(place) });
    await log.append([readEvent('1')]);
    await log.close();
    let isDown = true;
    const database: TestAuditStore['database'] = {
      ...store.database,
      exclusively: (work) => (isDown ? Promise.reject(new Error('down')) : store.database.exclusively(work)),
    };
    const consumer = consume({ database });
    while (consumer.failures.length === 0) await sleep(20);
    isDown = false;
    expect(await stored(3)).toHaveLength(3);
    await consumer.stop();
    expect(await store.problems()).toEqual([]);
  });

  test('a message that no gateway wrote is told of and changes nothing', async () => {
    const log = createAuditLog({ sink: createNatsSink(place) });
    await log.append([readEvent('1')]);
    await log.close();
    const connection = await connectNats(place.servers);
    const forged = { month: '2026-11', chain: randomUUID(), sequence: 0, hash: 'x', body: '{}', at: '' };
    const unstorable = { ...forged, hash: hashOf('{}'), at: '\0' };
    for (const each of [forged, unstorable])
      await jetstream(connection).publish(place.subject as string, JSON.stringify([each]));
    await connection.close();
    const consumer = consume();
    while (consumer.unreadable.length < 2) await sleep(20);
    expect(await stored(3)).toHaveLength(3);
    await consumer.stop();
    expect(consumer.failures).toEqual([]);
  });

  test('a body of any text is stored as it came and moves no other; one of halves of characters is told of', async () => {
    const log = createAuditLog({ sink: createNatsSink(place) });
    await log.append([readEvent('1')]);
    const bodies = ['{"a":1}\n{"b":2}', '', '\n', '{"plain":true}'];
    const chain = randomUUID();
    const messages = [...bodies, '{"a":"\ud800"}', 'a\0'].map((body, sequence) => [
      { month: '2026-11', chain, sequence, hash: hashOf(body), body, at: '2026-11-20T09:30:00.000Z' },
    ]);
    const connection = await connectNats(place.servers);
    for (const message of messages)
      await jetstream(connection).publish(place.subject as string, JSON.stringify(message));
    await connection.close();
    await log.append([readEvent('2')]);
    await log.close();
    const consumer = consume();
    while (consumer.unreadable.length < 2) await sleep(20);
    const rows = await stored(8);
    await consumer.stop();
    expect(rows.filter((row) => row.chain === chain).map(({ body }) => body)).toEqual(bodies);
    expect(rows.map(({ body, hash }) => hashOf(body) === hash)).toEqual(rows.map(() => true));
    expect([rows.length, consumer.failures]).toEqual([8, []]);
  });

  test('an event that no message can hold is refused alone', async () => {
    const refused: (string | undefined)[] = [];
    const onRefused: AuditLogOptions['onRefused'] = ([event]) => refused.push(event?.patient);
    const log = createAuditLog({ sink: createNatsSink(place), onRefused });
    const large = readEvent('large', { operation: { hash: 'h', name: 'x'.repeat(1_100_000), kind: 'query' } });
    const asked = ['1', large, '2'].map((event) => log.append([typeof event === 'string' ? readEvent(event) : event]));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    await log.close();
    const consumer = consume();
    expect((await stored(4)).flatMap(({ patient }) => patient ?? [])).toEqual(['1', '2']);
    await consumer.stop();
    expect([refused, await store.problems()]).toEqual([['large'], []]);
  });

  test('while it is out of reach events are refused, and kept again once it is back', async () => {
    const { port } = new URL(natsUrl as string);
    const proxy = await createTcpProxy({ host: '127.0.0.1', port: Number(port) });
    await proxy.restore();
    const told: string[] = [];
    const log = createAuditLog({
      sink: createNatsSink({ ...place, servers: [`nats://127.0.0.1:${proxy.port}`] }),
      deadlineMs: 500,
      onDown: () => told.push('down'),
      onUp: () => told.push('up'),
    });
    await log.append([readEvent('before')]);
    await proxy.cut();
    await expect(log.append([readEvent('during')])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    await proxy.restore();
    while (!told.includes('up')) await sleep(20);
    await log.append([readEvent('after')]);
    await log.close();
    await proxy.stop();
    const consumer = consume();
    await stored(6);
    await consumer.stop();
    expect(await store.problems()).toEqual([]);
  });
});
