import { WaslError } from '@wasl/schema/errors.ts';
import { WorkerFailed } from '../workers/startWorker.ts';
import { ConfigError } from '../core/configError.ts';

/** What an operator gets to read about a failure: one sentence where the cause is known. */
export function sentence(error: unknown): string {
  if (error instanceof WaslError) return `${error.message} ${String(error.details['reason'] ?? '')}`.trim();
  const { code, port, name, message } = error as { code?: string; port?: number; name?: string; message?: string };
  if (code === 'EADDRINUSE') return `Port ${port} is in use: stop what listens there, or choose another with --port.`;
  // By name, since errors from a worker lose their class.
  const isKnown = error instanceof ConfigError || error instanceof WorkerFailed || name === 'OperatorError';
  if (isKnown) return String(message);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
