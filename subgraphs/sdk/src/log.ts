/** Logs an unexpected failure under the id that the caller is given. */
export type LogFailure = (errorId: string, error: unknown) => void;

/** One line of JSON on standard error for each failure. */
export function logToStandardError(subgraph: string): LogFailure {
  return (errorId, error) => {
    const kind = error instanceof Error ? error.name : 'Error';
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${JSON.stringify({ level: 'error', subgraph, errorId, kind, stack })}\n`);
  };
}
