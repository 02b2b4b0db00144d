/** Where a primary is in its own history. */
export interface Position {
  /** Postgres' number of the cluster, which its standbys share. */
  system: string;
  database: string;
  /** Raised by each promotion: histories of different numbers part. */
  timeline: number;
  /** Up to here the write-ahead log is on the disk: all commits that anybody can know of lie before it. */
  lsn: string;
}

/** What a server says of itself, asked with a primary's position. */
export interface ReplicaState {
  isStandby: boolean;
  system: string;
  database: string;
  /** Whether it has applied the log up to that position. */
  hasApplied: boolean;
  isStreaming: boolean;
  /** The timeline that it receives; null where its role may not see it. */
  timeline: number | null;
}

/** Why a replica is not used. */
export const refusals = [
  /** It was not asked yet. */
  'starting',
  /** It does not answer, or ends connections. */
  'unreachable',
  /** A pooler stands before it or before the primary: what is asked and what is read may come from two servers. */
  'pooled',
  /** The primary does not say where it is. */
  'primary_unreachable',
  /** It is no standby: it was promoted, or is the primary itself. */
  'not_standby',
  /** It is a copy of another database. */
  'other_database',
  /** It receives nothing from a server at present. */
  'not_streaming',
  /** Its role may not see what it receives. */
  'not_permitted',
  /** It follows another history than the primary's. */
  'other_timeline',
  /** It has not yet applied what the primary has written. */
  'late',
] as const;
export type Refusal = (typeof refusals)[number];

/** `used`, or why not. */
export type ReplicaStatus = 'used' | Refusal;

/**
 * Asks the primary. All sessions of ours commit only once their commit is on the disk (`pinCommit`), and no commit is seen by anybody
 * before: so that whatever was answered before this is asked lies before `lsn`.
 */
export const askPosition = {
  name: 'wasl position',
  text: `SELECT pg_backend_pid() AS pid, system_identifier::text AS system, current_database()::text AS database,
                pg_walfile_name(pg_current_wal_flush_lsn()) AS file, pg_current_wal_flush_lsn()::text AS lsn
         FROM pg_control_system()`,
};

export type PositionRow = Pick<Position, 'system' | 'database' | 'lsn'> & { file: string };

/** The position in the primary's answer. A file's name begins with its timeline, eight hexadecimal digits. */
export function readPosition({ system, database, file, lsn }: PositionRow): Position {
  return { system, database, timeline: Number.parseInt(file.slice(0, 8), 16), lsn };
}

/**
 * Asks the replica, with the primary's LSN. What it has applied is read before the timeline that it receives: a standby applies nothing of
 * a timeline before it receives that one, so that all it had applied was of the timeline that is read afterwards.
 */
export const askReplica = {
  name: 'wasl replica',
  text: `SELECT pg_backend_pid() AS pid, self.*, receiver.pid IS NOT NULL AS "isStreaming", receiver.received_tli AS timeline
         FROM (SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS "hasApplied", pg_is_in_recovery() AS "isStandby",
                      current_database()::text AS database, system_identifier::text AS system
               FROM pg_control_system() OFFSET 0) AS self
         LEFT JOIN pg_stat_wal_receiver AS receiver ON true`,
};

/** Whether what a replica reads from now on holds all that was written up to the primary's position. */
export function judgeReplica(primary: Position, replica: ReplicaState): ReplicaStatus {
  if (!replica.isStandby) return 'not_standby';
  if (replica.system !== primary.system || replica.database !== primary.database) return 'other_database';
  if (!replica.isStreaming) return 'not_streaming';
  if (replica.timeline === null) return 'not_permitted';
  if (replica.timeline !== primary.timeline) return 'other_timeline';
  return replica.hasApplied ? 'used' : 'late';
}
