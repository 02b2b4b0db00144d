import type { PoolClient, QueryConfig } from 'pg';
import { NotUsed } from './notUsed.ts';

/** Asks a server on a connection; why no replica is used where a pooler is at its other end, which has numbers of its own for sessions. */
export async function askSession<Row>(client: PoolClient, question: QueryConfig): Promise<Row | NotUsed> {
  const { rows } = await client.query<Row & { pid: number }>(question);
  const { processID } = client as PoolClient & { processID?: number };
  return rows[0]!.pid === processID ? rows[0]! : new NotUsed('pooled');
}
