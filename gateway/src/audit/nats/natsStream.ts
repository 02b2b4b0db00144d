import { type ConnectionOptions, connect, type NatsConnection } from '@nats-io/transport-node';
import {
  DiscardPolicy,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { ChainEntry } from '../chain/chainEntry.ts';

/** The stream that entries travel in. */
export const streamName = 'WASL_AUDIT';
export const subject = 'wasl.audit.entries';

/** Connects, and tries again for as long as it is open. @throws what keeps it from connecting the first time */
export function connectNats(servers: string[], more: ConnectionOptions = {}): Promise<NatsConnection> {
  return connect({
    servers,
    name: 'wasl-audit',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    timeout: 2_000,
    ...more,
  });
}

/**
 * Makes the stream where it is missing; one that is there is left as its operator made it. Entries stay until the consumer has stored
 * them and an operator purges them; a full stream refuses new ones rather than drop old ones.
 */
export async function ensureStream(
  connection: NatsConnection,
  name = streamName,
  of = subject,
): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection, { timeout: 2_000 });
  try {
    await manager.streams.info(name);
  } catch {
    await manager.streams.add({
      name,
      subjects: [of],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      duplicate_window: 120_000_000_000,
    });
  }
  return manager;
}

const largestMessageBytes = 768 * 1024;

/** Entries as messages, each small enough. */
export function* messagesOf(entries: readonly ChainEntry[]): Generator<{ id: string; payload: string }> {
  let together: ChainEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (bytes + size > largestMessageBytes && together.length > 0) {
      yield message(together);
      [together, bytes] = [[], 0];
    }
    together.push(entry);
    bytes += size;
  }
  if (together.length > 0) yield message(together);
}

/** The same entries have the same id, by which NATS knows a message that comes again. */
function message(entries: readonly ChainEntry[]): { id: string; payload: string } {
  const [first] = entries;
  return { id: `${first?.chain}:${first?.sequence}:${entries.length}`, payload: JSON.stringify(entries) };
}
