import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { askSession } from './askSession.ts';
import { askPosition, type Position, type PositionRow, readPosition } from './judgeReplica.ts';
import { NotUsed } from './notUsed.ts';
import { shareWave } from './shareWave.ts';

/** Where a primary is, for all who ask at once. */
export interface PositionWatch {
  /** Where it was at some moment after this was called; why no replica is used where it does not say. */
  ask(): Promise<Position | NotUsed>;
  close(): Promise<void>;
}

/** Asks a primary on a connection of its own, which no statement of a request keeps busy. */
export function watchPosition(primary: PoolConfig): PositionWatch {
  const pool = new Pool({ ...primary, max: 1 });
  // Its statements fail with their connection, and are answered for below.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  const ask = async (): Promise<Position | NotUsed> => {
    let client: PoolClient | undefined;
    try {
      client = await pool.connect();
      const answer = await askSession<PositionRow>(client, askPosition);
      client.release();
      return answer instanceof NotUsed ? answer : readPosition(answer);
    } catch (cause) {
      client?.release(true);
      return new NotUsed('primary_unreachable', { cause });
    }
  };
  return { ask: shareWave(ask), close: () => pool.end() };
}
