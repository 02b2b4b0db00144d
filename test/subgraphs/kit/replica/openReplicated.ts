import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@wasl/kit/database/database';
import { openDatabase } from '@wasl/kit/database/openDatabase';
import type { ReplicaStatus } from '@wasl/kit/database/replica/judgeReplica';
import { withReplica } from '@wasl/kit/database/replica/readScope';
import { requestSignal } from '@wasl/kit/database/requestSignal';
import type { PostgresServer } from '../../../support/postgresServers.ts';

/** A number in a table, and who said it. */
export interface Reading {
  n: number;
  fromStandby: boolean;
}

export interface Replicated {
  database: Database;
  /** What was told of the replica, in order. */
  told: ReplicaStatus[];
  /** Reads the number as a query's request does. */
  read(): Promise<Reading>;
  /** Reads it so until the standby answers, which may be late for a moment at any time: the primary writes of itself. */
  readFromStandby(): Promise<number>;
  /** Answers once the number is written. */
  write(n: number): Promise<void>;
  /** Waits until the replica is in this state; a test's own time-out bounds it. */
  until(status: ReplicaStatus): Promise<void>;
}

/** The role of the subgraph on these servers. */
export const runner = 'app_runner';

/** Makes the database `app` with one number in it, and the role that may write it and see how servers follow one another. */
export async function makeApp(primary: PostgresServer): Promise<void> {
  await primary.query(`CREATE ROLE ${runner} LOGIN`);
  await primary.query(`GRANT pg_read_all_stats TO ${runner}`);
  await primary.query('CREATE DATABASE app');
  await primary.query('CREATE TABLE number (n int NOT NULL)', [], 'app');
  await primary.query('INSERT INTO number VALUES (0)', [], 'app');
  await primary.query(`GRANT SELECT, UPDATE ON number TO ${runner}`, [], 'app');
}

/** Opens the database as a subgraph of ours does that has a replica. */
export async function openReplicated(url: string, replicaUrl: string): Promise<Replicated> {
  const told: ReplicaStatus[] = [];
  const replica = { url: replicaUrl, probeMs: 100, onChange: (status: ReplicaStatus) => void told.push(status) };
  const database = await openDatabase({ url, replica });
  async function read(): Promise<Reading> {
    const [reading] = await inRequest(() =>
      database.query<Reading>('SELECT n, pg_is_in_recovery() AS "fromStandby" FROM number'),
    );
    return reading!;
  }
  return {
    database,
    told,
    read,
    async readFromStandby() {
      for (;;) {
        const { n, fromStandby } = await read();
        if (fromStandby) return n;
        await sleep(5);
      }
    },
    async write(n) {
      await database.query('UPDATE number SET n = $1', [n]);
    },
    async until(status) {
      while (database.replica?.status !== status) await sleep(10);
    },
  };
}

/** Runs something as the request of a query. */
export function inRequest<T>(run: () => Promise<T>): Promise<T> {
  return requestSignal.run(new AbortController().signal, () => withReplica(run));
}
