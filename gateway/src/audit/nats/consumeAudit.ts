import { AckPolicy, type Consumer, jetstream, type JsMsg } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContentRefused } from '../auditSink.ts';
import { type ChainEntry, hashOf } from '../chain/chainEntry.ts';
import { createIntake } from '../sqlSink.ts';
import type { AuditDatabase } from '../store/auditDatabase.ts';
import { connectNats, ensureStream, streamName, subject } from './natsStream.ts';
import type { NatsPlace } from './openNatsAudit.ts';

export interface ConsumeOptions extends NatsPlace {
  database: AuditDatabase;
  /** Signs how far chains have come. Called when chains begin, before the rest of what came with them is stored. */
  makeCheckpoint(): Promise<unknown>;
  /** Ends it. */
  signal: AbortSignal;
  /** Hears how many entries were stored or were there already. */
  onStored?(count: number): void;
  /** Hears of a message that holds no entries, or none that the database takes. It stays in the stream. */
  onUnreadable(sequence: number): void;
  /** Hears that nothing could be stored; it is tried again. */
  onFailure(cause: unknown): void;
}

const consumerName = 'wasl-audit-store';
const mostMessages = 100;
const pauseMs = 500;

/**
 * Brings entries from NATS into the database until it is told to end, each exactly once: a message is acknowledged when its entries are
 * stored, and an entry that comes again is there already. Several may run at once. @throws what keeps it from connecting the first time
 */
export async function consumeAudit(options: ConsumeOptions): Promise<void> {
  const { servers, stream = streamName, subject: of = subject, signal } = options;
  const connection = await connectNats(servers);
  try {
    const manager = await ensureStream(connection, stream, of);
    await manager.consumers.add(stream, { durable_name: consumerName, ack_policy: AckPolicy.Explicit });
    const consumer = await jetstream(connection).consumers.get(stream, consumerName);
    const store = createStore(options);
    while (!signal.aborted) await consumeNext(consumer, store, options);
  } finally {
    await connection.close();
  }
}

type Store = (entries: ChainEntry[]) => Promise<void>;

/** A message with the entries that it holds. */
interface Read {
  message: JsMsg;
  entries: ChainEntry[];
}

async function consumeNext(consumer: Consumer, store: Store, options: ConsumeOptions): Promise<void> {
  const read: Read[] = [];
  try {
    for await (const message of await consumer.fetch({ max_messages: mostMessages, expires: 1_000 })) {
      const entries = readEntries(message);
      if (entries) read.push({ message, entries });
      else leaveOut(message, options);
    }
    await storeAll(read, store, options);
  } catch (cause) {
    for (const { message } of read) message.nak(pauseMs);
    options.onFailure(cause);
    await sleep(pauseMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Stores messages and takes them out of the list: together, or each by itself where the database refuses one for what it says. */
async function storeAll(read: Read[], store: Store, options: ConsumeOptions): Promise<void> {
  try {
    const entries = read.flatMap((each) => each.entries);
    if (entries.length === 0) return;
    await store(entries);
    for (const { message } of read.splice(0)) message.ack();
    options.onStored?.(entries.length);
  } catch (cause) {
    const [first, ...others] = read;
    if (!(cause instanceof ContentRefused) || !first) throw cause;
    if (others.length === 0) leaveOut(first.message, options);
    else for (const each of read) await storeAll([each], store, options);
    read.length = 0;
  }
}

function leaveOut(message: JsMsg, { onUnreadable }: ConsumeOptions): void {
  onUnreadable(message.seq);
  message.term('no entries of an audit');
}

/** Chains are signed when they begin, before anything else of them is stored. */
function createStore({ database, makeCheckpoint }: ConsumeOptions): Store {
  const intake = createIntake(database);
  return async (entries) => {
    const opening = entries.filter(({ sequence }) => sequence === 0);
    if (opening.length > 0) {
      await intake(opening);
      await makeCheckpoint();
    }
    await intake(entries.filter(({ sequence }) => sequence > 0));
  };
}

/** The entries of a message; undefined where it is not what a gateway sends. */
function readEntries(message: JsMsg): ChainEntry[] | undefined {
  try {
    const entries: unknown = message.json();
    return Array.isArray(entries) && entries.every(isEntry) ? entries : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is ChainEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { month, chain, sequence, hash, body, at } = value as Record<string, unknown>;
  return (
    /^\d{4}-(?:0[1-9]|1[0-2])$/.test(String(month)) &&
    /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(String(chain)) &&
    Number.isSafeInteger(sequence) &&
    typeof at === 'string' &&
    typeof body === 'string' &&
    hashOf(body) === hash
  );
}
