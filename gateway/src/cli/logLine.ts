import cluster from 'node:cluster';
import { sayFailure } from '../telemetry/logs/sayFailure.ts';

/** From the least to the most urgent. */
export const logLevels = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

let least = 0;

/** Sets the level below which this process writes nothing to its log. */
export function setLogLevel(level: LogLevel): void {
  least = logLevels.indexOf(level);
}

/** Has the process say how it ends by an unexpected error; Node would print the error's message, which may quote what somebody sent. */
export function logUncaught(): void {
  process.on('uncaughtException', (error) => {
    logLine('error', 'the process ends by an unexpected error', {}, error);
    process.exit(1);
  });
}

/**
 * Writes one line of JSON to the log; a worker adds its id. Of an error it tells what kind it is and where it arose, but not its message,
 * which may quote what somebody sent.
 */
export function logLine(level: LogLevel, message: string, about: Record<string, unknown> = {}, error?: unknown): void {
  if (logLevels.indexOf(level) < least) return;
  const worker = cluster.worker?.id;
  process.stderr.write(
    `${JSON.stringify({ time: new Date().toISOString(), level, message, worker, ...about, ...(error !== undefined && sayFailure(error)) })}\n`,
  );
}
