import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { ChangedFacts, FactsElsewhere } from '../records/changedFacts.ts';
import type { NoticesState } from '../telemetry/figures.ts';

export interface NoticesOptions {
  /** Addresses of NATS servers. */
  servers: string[];
  /** NATS subject of the notices. Default `wasl.facts.changed`. */
  subject?: string;
  /** Milliseconds between pings of the server. Default 1 000; after two without an answer it counts as gone. */
  pingMs?: number;
  /** Called when the connection is lost: notices of the other gateways are missed, so that no facts may be cached. */
  onDown?(cause: unknown): void;
  /** Called when notices of the others arrive, at first or again. */
  onUp?(): void;
}

/** The connection to the other gateways in front of the same registry. */
export interface OtherGateways extends FactsElsewhere, NoticesState {
  isHeard(): boolean;
  close(): Promise<void>;
}

const retryMs = 500;

/**
 * Publishes over NATS which patients' facts may have changed, and receives the same from the other gateways. It connects by itself, and
 * reconnects until it is closed. Notices may have been missed while it was not connected: then everybody's facts count as changed.
 */
export function factsOfOtherGateways(options: NoticesOptions): OtherGateways {
  const { servers, subject = 'wasl.facts.changed', pingMs = 1_000 } = options;
  const closing = new AbortController();
  const listeners = new Set<(changed: ChangedFacts) => void>();
  let connection: NatsConnection | undefined;
  let isHeard = false;
  let isDown = false;
  /** Something changed while there was no connection to publish it on. */
  let isOwed = false;

  const counts = { received: 0, sent: 0 };

  const hear = (changed: ChangedFacts) => listeners.forEach((listener) => listener(changed));
  function publish(changed: ChangedFacts): void {
    if (!connection) return;
    connection.publish(subject, JSON.stringify(changed));
    counts.sent += 1;
  }
  function receive(text: string): void {
    counts.received += 1;
    hear(readNotice(text));
  }

  function lose(cause: unknown): void {
    isHeard = false;
    hear('everybody');
    if (!isDown && !closing.signal.aborted) options.onDown?.(cause);
    isDown = true;
  }

  /** The server has the subscription: it answers what was sent after it. */
  async function regain(to: NatsConnection): Promise<void> {
    await to.flush();
    hear('everybody');
    isHeard = true;
    isDown = false;
    if (isOwed) publish('everybody');
    isOwed = false;
    options.onUp?.();
  }

  async function open(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const opened = await connect({
          servers,
          name: 'wasl-notices',
          noEcho: true,
          maxReconnectAttempts: -1,
          reconnectTimeWait: retryMs,
          pingInterval: pingMs,
          maxPingOut: 2,
          timeout: 2_000,
        });
        await serve(opened);
      } catch (cause) {
        lose(cause);
        await pause(closing.signal);
      }
    }
  }

  async function serve(opened: NatsConnection): Promise<void> {
    connection = opened;
    try {
      const refused = new Promise<never>((_, reject) => {
        const callback = (refusal: Error | null, message: Msg) =>
          refusal ? reject(refusal) : receive(message.string());
        opened.subscribe(subject, { callback });
      });
      await Promise.race([listen(opened), refused]);
    } finally {
      connection = undefined;
      await opened.close();
    }
  }

  /** Until the connection is closed for good. */
  async function listen(opened: NatsConnection): Promise<void> {
    await regain(opened);
    for await (const status of opened.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') lose(new Error(status.type));
      // Something is not permitted: then the others may not hear either.
      if (status.type === 'error') throw status.error;
      // A connection that breaks meanwhile says so itself.
      if (status.type === 'reconnect') await regain(opened).catch(lose);
    }
  }

  const opening = open();
  return {
    tell(changed) {
      if (isHeard) publish(changed);
      else isOwed = true;
    },
    onTold: (listener) => void listeners.add(listener),
    isHeard: () => isHeard,
    received: () => counts.received,
    sent: () => counts.sent,
    async close() {
      closing.abort();
      await connection?.close();
      await opening;
      isHeard = false;
    },
  };
}

/** What cannot be read may be about anybody. */
function readNotice(text: string): ChangedFacts {
  try {
    const told: unknown = JSON.parse(text);
    return Array.isArray(told) ? told.map(String) : 'everybody';
  } catch {
    return 'everybody';
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, retryMs);
    signal.addEventListener('abort', done);
  });
}
