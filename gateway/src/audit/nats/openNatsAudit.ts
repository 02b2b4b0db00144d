import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type AuditLog, type AuditLogOptions, createAuditLog } from '../auditLog.ts';
import { type AuditSink, ContentRefused } from '../auditSink.ts';
import { witnessed } from '../witness/witnessFolder.ts';
import { connectNats, ensureStream, messagesOf, streamName, subject } from './natsStream.ts';

export interface NatsPlace {
  servers: string[];
  /** Default WASL_AUDIT. */
  stream?: string;
  /** Default wasl.audit.entries. */
  subject?: string;
}

/** Opens the audit that this process writes to NATS JetStream; `wasl audit consume` brings it into Postgres and signs it there. */
export function openNatsAudit({
  servers,
  stream,
  subject: of,
  witnessDir,
  ...options
}: NatsPlace & Omit<AuditLogOptions, 'sink'> & { witnessDir?: string | undefined }): AuditLog {
  const sink = createNatsSink({
    servers,
    ...(stream !== undefined && { stream }),
    ...(of !== undefined && { subject: of }),
  });
  return createAuditLog({ ...options, sink: witnessDir === undefined ? sink : witnessed(sink, witnessDir) });
}

/** A stream counts a message's headers too. */
const headerBytes = 512;

/** Keeps entries in a stream: each write resolves when the server has them in its files. It connects when the first entry comes. */
export function createNatsSink({ servers, stream = streamName, subject: of = subject }: NatsPlace): AuditSink {
  let opening: Promise<{ connection: NatsConnection; client: JetStreamClient }> | undefined;

  /** Of one message, as far as the server has said. */
  let mostBytes = Infinity;

  async function open() {
    const connection = await connectNats(servers);
    try {
      const { streams } = await ensureStream(connection, stream, of);
      const { config } = await streams.info(stream);
      const ofStream = config.max_msg_size > 0 ? config.max_msg_size : Infinity;
      mostBytes = Math.min(connection.info?.max_payload ?? Infinity, ofStream - headerBytes);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return { connection, client: jetstream(connection, { timeout: 2_000 }) };
  }

  return {
    async write(entries) {
      opening ??= open();
      const { client } = await opening.catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      const messages = [...messagesOf(entries)];
      // Before any is sent: what was refused must be known not to be kept.
      if (messages.some(({ payload }) => Buffer.byteLength(payload) > mostBytes))
        throw new ContentRefused(`No message of NATS holds more than ${mostBytes} bytes.`);
      for (const { id, payload } of messages)
        await client.publish(of, payload, { msgID: id, expect: { streamName: stream } });
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.connection.close();
    },
  };
}
