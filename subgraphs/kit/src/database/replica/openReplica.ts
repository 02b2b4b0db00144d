import type { PoolClient, PoolConfig, QueryResult } from 'pg';
import { CancellablePool, type RunStatement, type Statement, StatementGivenUp } from '../cancellablePool.ts';
import { askSession } from './askSession.ts';
import { askReplica, judgeReplica, type ReplicaState, type ReplicaStatus } from './judgeReplica.ts';
import { NotUsed, whyNotUsed } from './notUsed.ts';
import { ReplicaUse } from './replicaUse.ts';
import { watchPosition } from './watchPosition.ts';

export interface ReplicaOptions {
  /** Its address, which leads to one server without a pooler in between. */
  url: string;
  /** Told when it begins to be used, and when it no longer is. Default: nobody is. */
  onChange?: ((status: ReplicaStatus) => void) | undefined;
  /** Milliseconds after which it is asked again whether it can be used. Default 5 000. */
  probeMs?: number | undefined;
}

export interface Replica {
  readonly use: ReplicaUse;
  /** Runs a reading statement there, or by `onPrimary` where that might not see all that was written before, or fails. */
  read(statement: Statement, values: unknown[] | undefined, onPrimary: RunStatement): Promise<QueryResult>;
  close(): Promise<void>;
}

/** How long each question about where a server is may take; statements wait for the answers. */
const questionMs = 1_000;
/** After so many milliseconds one that was late is asked again. */
const lateMs = 200;

/**
 * Opens a replica of a database. A statement runs there once it has applied all that the primary had written when the statement came; whatever
 * else happens, the primary answers. `primary` and `replica` configure the connections to the two.
 */
export function openReplica(primary: PoolConfig, replica: PoolConfig, options: Omit<ReplicaOptions, 'url'>): Replica {
  const { onChange = () => undefined, probeMs = 5_000 } = options;
  const use = new ReplicaUse(onChange, probeMs);
  const position = watchPosition({ ...primary, connectionTimeoutMillis: questionMs, query_timeout: questionMs });
  const pool = new CancellablePool({ ...replica, connectionTimeoutMillis: questionMs }, refuse);
  pool.on('error', () => undefined);
  const run = pool.query.bind(pool) as RunStatement;

  async function refuse(client: PoolClient): Promise<NotUsed | undefined> {
    const at = await position.ask();
    if (at instanceof NotUsed) return at;
    const question = { ...askReplica, values: [at.lsn], query_timeout: questionMs };
    const state = await askSession<ReplicaState>(client, question);
    if (state instanceof NotUsed) return state;
    const verdict = judgeReplica(at, state);
    return verdict === 'used' ? undefined : new NotUsed(verdict);
  }

  let wasLate = false;
  const probe = async () => {
    const failed = await run('SELECT 1').then(
      () => undefined,
      (error: unknown) => whyNotUsed(error) ?? 'unreachable',
    );
    const isLate = failed === 'late';
    // Any standby is late for a moment after each write: only one that stays so is spared the statements.
    if (!isLate || wasLate || use.status !== 'used') use.set(failed ?? 'used');
    wasLate = isLate;
    return isLate ? Math.min(lateMs, probeMs) : probeMs;
  };
  const stop = repeat(probe);

  return {
    use,
    async read(statement, values, onPrimary) {
      if (use.status === 'used') {
        try {
          const result = await run(statement, values);
          use.count('used');
          return result;
        } catch (error) {
          if (error instanceof StatementGivenUp) throw error;
          const why = whyNotUsed(error);
          use.count(why ?? 'failed');
          // The next may find that it has caught up.
          if (why !== undefined && why !== 'late') use.set(why);
        }
      } else use.count(use.status);
      return onPrimary(statement, values);
    },
    async close() {
      await stop();
      await Promise.all([pool.end(), position.close()]);
    },
  };
}

/** Does something at once and after each pause that it answers, in milliseconds, until it is stopped. */
function repeat(work: () => Promise<number>): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const once = async (): Promise<void> => {
    const pauseMs = await work();
    if (!isStopped) timer = setTimeout(() => (running = once()), pauseMs).unref();
  };
  let running = once();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}
