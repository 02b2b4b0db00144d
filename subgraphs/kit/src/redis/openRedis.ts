import { createHash } from 'node:crypto';
import { createClient, ErrorReply } from '@redis/client';
import type { Redis, RedisEars } from './redis.ts';

export interface RedisOptions extends RedisEars {
  /** `redis://` or `rediss://`, with user name and password where it wants them. */
  url: string;
  /** Milliseconds for an answer; then one goes on without. Default 200. */
  deadlineMs?: number;
}

/** Longest wait for the first connection: a process starts without Redis too. */
const startMs = 1_000;
const longestPauseMs = 1_000;

/**
 * Opens a connection to Redis 6 or later, which is made again for as long as it is open. Loads the client: import it where it is used.
 * A command that gets no answer in time ends the sending of others until that answer comes, or a new connection does.
 */
export async function openRedis({ url, deadlineMs = 200, ...ears }: RedisOptions): Promise<Redis> {
  const upListeners = new Set<() => void>();
  let isUp = false;
  let isTold = true;
  let isClosed = false;
  const client = createClient({
    url,
    name: 'wasl',
    disableOfflineQueue: true,
    commandsQueueMaxLength: 10_000,
    // A connection over which nothing has come for longer than this is made anew.
    pingInterval: 1_000,
    socket: { connectTimeout: 2_000, socketTimeout: 5_000, reconnectStrategy: pauseBefore },
  });

  function lose(cause: unknown): void {
    isUp = false;
    tellDown(cause);
  }

  function tellDown(cause: unknown): void {
    if (isTold && !isClosed) ears.onDown?.(cause);
    isTold = false;
  }

  function tellUp(): void {
    if (!isTold && !isClosed) ears.onUp?.();
    isTold = true;
  }

  function regain(): void {
    if (isUp || !client.isReady) return;
    isUp = true;
    tellUp();
    for (const listener of upListeners) listener();
  }

  /** The answer, or undefined when it is late or a refusal. */
  function inTime(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        lose(new Error(`Redis did not answer within ${deadlineMs} ms.`));
        resolve(undefined);
      }, deadlineMs);
      settle(answer)
        .then(resolve)
        .finally(() => clearTimeout(late));
    });
  }

  async function settle(answer: Promise<unknown>): Promise<unknown> {
    try {
      const found = await answer;
      regain();
      tellUp();
      return found;
    } catch (cause) {
      // A connection says by itself when it is lost.
      if (cause instanceof ErrorReply) tellDown(cause);
      return undefined;
    }
  }

  const send = (command: string[]) => (isUp ? inTime(client.sendCommand(command)) : Promise.resolve(undefined));

  client.on('error', lose);
  client.on('ready', regain);
  const opening = client.connect();
  opening.catch(lose);
  await Promise.race([opening, pause(startMs)]).catch(() => undefined);
  if (!client.isReady) lose(new Error('Redis cannot be reached.'));
  return {
    isUp: () => isUp,
    send: (...command) => send(command),
    run(script, key, ...values) {
      if (!isUp) return Promise.resolve(undefined);
      const answer = client.sendCommand(['EVALSHA', digestOf(script), '1', key, ...values]).catch((cause: unknown) => {
        if (!(cause instanceof ErrorReply) || !cause.message.startsWith('NOSCRIPT')) throw cause;
        return client.sendCommand(['EVAL', script, '1', key, ...values]);
      });
      return inTime(answer);
    },
    onUp(listener) {
      upListeners.add(listener);
      if (isUp) listener();
    },
    onMessage(channel, listener) {
      // What was subscribed to is so again on each new connection.
      const subscribe = () => void client.subscribe(channel, listener).catch(lose);
      if (client.isReady) subscribe();
      else client.once('ready', subscribe);
    },
    async close() {
      isClosed = true;
      isUp = false;
      if (client.isOpen) client.destroy();
      await opening.catch(() => undefined);
    },
  };
}

/** Milliseconds before the next attempt to connect, never the same for all gateways at once. */
function pauseBefore(attempts: number): number {
  return Math.min(longestPauseMs, 50 * 2 ** Math.min(attempts, 10)) * (0.5 + Math.random() / 2);
}

const digests = new Map<string, string>();

/** What Redis knows a script by. */
function digestOf(script: string): string {
  let digest = digests.get(script);
  if (digest === undefined) digests.set(script, (digest = createHash('sha1').update(script).digest('hex')));
  return digest;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
