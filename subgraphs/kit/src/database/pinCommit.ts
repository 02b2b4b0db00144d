import type { ClientBase } from 'pg';

/**
 * Has a session commit only once its commit is on the server's disk, whatever becomes of the server's default: what was answered survives
 * its fall, and is found by whoever compares a replica with the log on the disk. What waits for standbys as well stays as it is.
 */
export async function pinCommit(session: ClientBase): Promise<void> {
  await session.query(
    `SELECT set_config('synchronous_commit', CASE setting WHEN 'off' THEN 'on' ELSE setting END, false)
     FROM current_setting('synchronous_commit') AS setting`,
  );
}
