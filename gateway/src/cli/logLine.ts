import cluster from 'node:cluster';

/** Writes one line of JSON to the log; a worker adds its id. */
export function logLine(level: string, message: string, about: Record<string, unknown> = {}, error?: unknown): void {
  const stack = error instanceof Error ? error.stack : undefined;
  const worker = cluster.worker?.id;
  process.stderr.write(
    `${JSON.stringify({ time: new Date().toISOString(), level, message, worker, ...about, stack })}\n`,
  );
}
