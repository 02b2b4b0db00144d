import { Pool, type PoolClient, type PoolConfig, type QueryConfig, type QueryResult } from 'pg';
import { onGivenUp } from './onGivenUp.ts';
import { requestSignal } from './requestSignal.ts';

/** A statement with its parameters, or without. */
export type Statement = string | QueryConfig;

/** What a statement ends with whose request was given up. */
export class StatementGivenUp extends Error {
  override readonly name = 'StatementGivenUp';
}

/** Says why a statement must not run on a connection now; undefined where it may. A connection on which this fails is closed. */
export type Refuse = (client: PoolClient) => Promise<Error | undefined>;

/**
 * A pool that cancels a statement in the database when the request that it belongs to is given up, and sends none for such a request.
 * Statements of a transaction are left alone: it is rolled back or committed as a whole.
 */
export class CancellablePool extends Pool {
  readonly #canceller: Pool;
  readonly #refuse: Refuse | undefined;

  /** `refuse` is asked before each statement, on its connection. */
  constructor(options: PoolConfig, refuse?: Refuse) {
    super(options);
    this.#refuse = refuse;
    // Of its own: the other connections may all be busy with what is to be cancelled.
    this.#canceller = new Pool({ ...options, max: 1, query_timeout: 2_000 });
    this.#canceller.on('error', () => undefined);
    // The types know a dozen forms of `query`; Prisma and the kit use the one with a promise.
    this.query = this.#query.bind(this, super.query.bind(this) as RunStatement) as unknown as Pool['query'];
  }

  override async end(): Promise<void> {
    await Promise.all([super.end(), this.#canceller.end()]);
  }

  #query(run: RunStatement, statement: Statement, values?: unknown[]): Promise<QueryResult> {
    // Taken here, since a connection becomes free in the context of another request.
    const signal = requestSignal.getStore();
    return signal || this.#refuse ? this.#queryFor(signal, statement, values) : run(statement, values);
  }

  async #queryFor(signal: AbortSignal | undefined, statement: Statement, values?: unknown[]): Promise<QueryResult> {
    if (signal?.aborted) throw new StatementGivenUp();
    const client = await this.connect();
    let failure: Error | undefined;
    const onError = (error: Error) => (failure = error);
    client.on('error', onError);
    try {
      const refusal = await this.#refuse?.(client).catch((error: Error) => (failure = error));
      if (signal?.aborted) throw new StatementGivenUp();
      if (refusal) throw refusal;
      return await (signal ? this.#runUntil(signal, client, statement, values) : runOn(client)(statement, values));
    } finally {
      client.off('error', onError);
      client.release(failure);
    }
  }

  /** Settles only once a cancellation that is under way is over: it must not meet the connection's next statement. */
  async #runUntil(
    signal: AbortSignal,
    client: PoolClient,
    statement: Statement,
    values?: unknown[],
  ): Promise<QueryResult> {
    let cancelling: Promise<unknown> | undefined;
    const stopListening = onGivenUp(signal, () => (cancelling = this.#cancel(client)));
    try {
      return await runOn(client)(statement, values);
    } catch (error) {
      throw signal.aborted ? new StatementGivenUp('', { cause: error }) : error;
    } finally {
      stopListening();
      await cancelling;
    }
  }

  /** Where it fails, `statement_timeout` ends the statement. */
  #cancel(client: PoolClient): Promise<unknown> {
    const { processID } = client as PoolClient & { processID?: number };
    // A pooler in between has numbers of its own.
    const ours =
      'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND datname = current_database() AND usename = current_user';
    return this.#canceller.query(ours, [processID]).catch(() => undefined);
  }
}

function runOn(client: PoolClient): RunStatement {
  return client.query.bind(client) as RunStatement;
}

/** Runs one statement, as Prisma and the kit do. */
export type RunStatement = (statement: Statement, values?: unknown[]) => Promise<QueryResult>;
