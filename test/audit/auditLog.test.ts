import { createAuditLog, type AuditLogOptions } from '@wasl/gateway/audit/auditLog';
import { ContentRefused } from '@wasl/gateway/audit/auditSink';
import { hashOf, noHash } from '@wasl/gateway/audit/chain/chainEntry';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { readEvent } from './support/auditEvents.ts';
import { createMemorySink, type MemorySink } from './support/memorySink.ts';

const unavailable = { code: 'AUDIT_UNAVAILABLE' };

function start(more: Partial<AuditLogOptions> = {}) {
  const sink = createMemorySink();
  return { sink, log: createAuditLog({ sink, deadlineMs: 200, ...more }) };
}

const contents = ({ entries }: MemorySink) => entries.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const kinds = (sink: MemorySink) => contents(sink).map(({ kind }) => kind);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe('a chain', () => {
  test('begins with an entry that opens it; each entry holds the hash of the one before', async () => {
    const { sink, log } = start();
    await log.append([readEvent('1'), readEvent('2')]);
    await log.close();
    expect(kinds(sink)).toEqual(['opened', 'event', 'event', 'closed']);
    expect(contents(sink).map(({ previous }) => previous)).toEqual([
      noHash,
      ...sink.entries.slice(0, -1).map(({ hash }) => hash),
    ]);
    expect(sink.entries.map(({ body }) => hashOf(body))).toEqual(sink.entries.map(({ hash }) => hash));
    expect(sink.entries.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    expect(sink.isClosed).toBe(true);
  });

  test('ends with its month; the next one names its end', async () => {
    let now = Date.parse('2026-11-30T23:59:59Z');
    const { sink, log } = start({ now: () => now });
    await log.append([readEvent('1')]);
    now += 2_000;
    await log.append([readEvent('2')]);
    await log.close();
    expect(sink.entries.map(({ month }) => month)).toEqual([
      ...Array.from({ length: 3 }, () => '2026-11'),
      ...Array.from({ length: 3 }, () => '2026-12'),
    ]);
    expect(kinds(sink)).toEqual(['opened', 'event', 'closed', 'opened', 'event', 'closed']);
    const { chain, sequence, hash } = sink.entries[2]!;
    expect(contents(sink)[3]).toMatchObject({ sequence: 0, follows: { chain, sequence, hash } });
  });
});

test('a chain ends with its month though nothing happens', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-30T23:59:30Z'), toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    const { sink, log } = start();
    await log.append([readEvent('1')]);
    await sleep(10);
    vi.advanceTimersByTime(60_000);
    while (kinds(sink).length < 4) await sleep(5);
    expect(kinds(sink)).toEqual(['opened', 'event', 'closed', 'opened']);
    expect(sink.entries.map(({ month }) => month)).toEqual(['2026-11', '2026-11', '2026-11', '2026-12']);
    await log.close();
  } finally {
    vi.useRealTimers();
  }
});

describe('group commit', () => {
  test('keeps together what arrives while a write is under way', async () => {
    const { sink, log } = start();
    await log.append([readEvent('0')]);
    sink.writes.length = 0;
    const letGo = sink.hold();
    const first = log.append([readEvent('1')]);
    await until(() => sink.writes.length === 1);
    const later = Array.from({ length: 50 }, (_, index) => log.append([readEvent(String(index))]));
    await sleep(20);
    expect(sink.writes).toEqual([1]);
    letGo();
    await Promise.all([first, ...later]);
    expect(sink.writes).toEqual([1, 50]);
  });

  test('answers only when the write is done', async () => {
    const { sink, log } = start();
    const letGo = sink.hold();
    let isKept = false;
    const appending = log.append([readEvent('1')]).then(() => (isKept = true));
    await sleep(50);
    expect(isKept).toBe(false);
    letGo();
    await appending;
    expect(sink.events()).toHaveLength(1);
  });

  test('loses nobody who comes back the moment they are answered', async () => {
    const { sink, log } = start();
    for (let round = 0; round < 50; round += 1) await log.append([readEvent(String(round))]);
    expect(sink.events().map(({ patient }) => patient)).toEqual(Array.from({ length: 50 }, (_, round) => `${round}`));
  });

  test('splits what is more than one message of NATS may hold', async () => {
    const { sink, log } = start();
    await log.append([]);
    const long = 'x'.repeat(200 * 1024);
    await Promise.all([1, 2, 3, 4].map((n) => log.append([readEvent(String(n), { code: long })])));
    expect(sink.writes.filter((count) => count > 0).length).toBeGreaterThan(2);
    expect(sink.events()).toHaveLength(4);
  });
});

describe('a sink that fails', () => {
  test('has all who wait refused, and who comes meanwhile at once; it is tried again by itself', async () => {
    const told: string[] = [];
    const { sink, log } = start({ onDown: (cause) => told.push(String(cause)), onUp: () => told.push('up') });
    await log.append([readEvent('before')]);
    sink.failure = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
    const both = [log.append([readEvent('a')]), log.append([readEvent('b')])];
    for (const each of both) await expect(each).rejects.toMatchObject(unavailable);
    const writes = sink.writes.length;
    await expect(log.append([readEvent('c')])).rejects.toMatchObject(unavailable);
    expect(sink.writes).toHaveLength(writes);
    sink.failure = undefined;
    await until(() => told.includes('up'));
    await log.append([readEvent('after')]);
    expect(told).toEqual(['Error: could not extend file: No space left on device', 'up']);
    expect(sink.events().map(({ patient }) => patient)).toEqual(['before', 'a', 'b', 'after']);
  });

  test('is told afterwards which entries came to nothing', async () => {
    const { sink, log } = start();
    await log.append([readEvent('before')]);
    sink.failure = new Error('down');
    sink.keepsAnyway = true;
    await expect(log.append([readEvent('a'), readEvent('b')])).rejects.toMatchObject(unavailable);
    sink.failure = undefined;
    await until(() => kinds(sink).includes('withheld'));
    expect(contents(sink).filter(({ kind }) => kind === 'withheld')).toMatchObject([{ first: 2, last: 3 }]);
    expect(kinds(sink)).toEqual(['opened', 'event', 'event', 'event', 'withheld']);
  });

  test('that does not answer in time counts as failed, and what it kept all the same is kept once', async () => {
    const { sink, log } = start({ deadlineMs: 30 });
    await log.append([readEvent('before')]);
    const letGo = sink.hold();
    await expect(log.append([readEvent('slow')])).rejects.toMatchObject(unavailable);
    letGo();
    await until(() => kinds(sink).includes('withheld'));
    await log.append([readEvent('after')]);
    expect(sink.events().map(({ patient }) => patient)).toEqual(['before', 'slow', 'after']);
    expect(new Set(sink.entries.map(({ sequence }) => sequence)).size).toBe(sink.entries.length);
  });

  test('from the start refuses until it answers', async () => {
    const sink = createMemorySink();
    sink.failure = new Error('refused');
    const log = createAuditLog({ sink, deadlineMs: 100 });
    await expect(log.append([readEvent('1')])).rejects.toMatchObject(unavailable);
    sink.failure = undefined;
    await until(() => kinds(sink).includes('opened'));
    await log.append([readEvent('2')]);
    expect(sink.events().map(({ patient }) => patient)).toContain('2');
  });

  test('in the turn of a month lets nobody go as kept', async () => {
    let now = Date.parse('2026-11-30T23:59:59Z');
    const { sink, log } = start({ now: () => now });
    await log.append([readEvent('1')]);
    now += 2_000;
    sink.failure = new Error('down');
    await expect(log.append([readEvent('2')])).rejects.toMatchObject(unavailable);
    sink.failure = undefined;
    await until(() => kinds(sink).includes('withheld'));
    const chain = sink.entries.at(-1)?.chain;
    const ofSecond = contents(sink).filter((content) => content['chain'] === chain);
    expect(ofSecond.map(({ kind }) => kind)).toEqual(['opened', 'event', 'withheld']);
    expect(ofSecond[2]).toMatchObject({ first: 1, last: 1 });
  });
});

describe('events that the sink refuses for what they say', () => {
  /** A sink that takes no event of the patient "bad", and what was refused. */
  function startPicky() {
    const refused: (string | undefined)[] = [];
    const told: string[] = [];
    const { sink, log } = start({
      onRefused: ([event]) => refused.push(event?.requestId),
      onDown: () => told.push('down'),
      onUp: () => told.push('up'),
    });
    const { write } = sink;
    sink.write = async (entries) => {
      if (sink.failure === undefined && entries.some(({ patient }) => patient === 'bad')) throw new ContentRefused();
      return write(entries);
    };
    return { sink, log, refused, told };
  }
  const bad = (requestId: string) => readEvent('bad', { requestId });
  const isUnbroken = ({ entries }: MemorySink) =>
    entries.every(({ body, sequence }, index) => {
      const { previous } = JSON.parse(body) as { previous: string };
      return sequence === index && previous === (entries[index - 1]?.hash ?? noHash);
    });

  test('that came while it was down are left out once it is back; the others of their write are said to be withheld', async () => {
    const { sink, log, refused, told } = startPicky();
    await log.append([readEvent('1')]);
    sink.failure = new Error('down');
    const asked = [readEvent('2'), bad('r1'), readEvent('3')].map((event) => log.append([event]));
    for (const each of asked) await expect(each).rejects.toMatchObject(unavailable);
    sink.failure = undefined;
    await until(() => told.includes('up'));
    await log.append([readEvent('4')]);
    await log.close();
    expect(refused).toEqual(['r1']);
    expect(contents(sink).map(({ kind, patient, first, last }) => patient ?? (first ? [first, last] : kind))).toEqual([
      'opened',
      '1',
      '2',
      [2, 2],
      '3',
      [4, 4],
      '4',
      'closed',
    ]);
    expect(isUnbroken(sink)).toBe(true);
  });

  test('are refused alone also where they cannot be written at all', async () => {
    const { sink, log, refused, told } = startPicky();
    const unwritable = readEvent('1', { requestId: 'r2', caller: { subject: 12 as unknown as string } });
    const asked = [log.append([readEvent('1')]), log.append([readEvent('2'), unwritable]), log.append([bad('r3')])];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    await log.close();
    expect(sink.events().map(({ patient }) => patient)).toEqual(['1']);
    // By its first event.
    expect([refused, told, isUnbroken(sink)]).toEqual([[undefined, 'r3'], [], true]);
  });
});

test('more than may wait is refused at once', async () => {
  const { sink, log } = start({ maxWaiting: 3 });
  await log.append([readEvent('0')]);
  const letGo = sink.hold();
  const first = log.append([readEvent('1')]);
  await until(() => sink.writes.length === 3);
  const waiting = [log.append([readEvent('2'), readEvent('3'), readEvent('4')])];
  await expect(log.append([readEvent('5')])).rejects.toMatchObject(unavailable);
  letGo();
  await Promise.all([first, ...waiting]);
});

test('nothing is taken after the end', async () => {
  const { log } = start();
  await log.close();
  await expect(log.append([readEvent('1')])).rejects.toMatchObject(unavailable);
});
