import { sayFailure } from './sayFailure.ts';

/** What names the request of a log line. */
export interface RequestNames {
  /** `x-request-id` as the gateway sent it. */
  requestId?: string;
  /** Of its `traceparent`. */
  traceId?: string;
}

/** Logs an unexpected failure under the id that the caller is given. */
export type LogFailure = (errorId: string, error: unknown, request?: RequestNames) => void;

/** One line of JSON on standard error for each failure, without its message, which may quote a patient's value. */
export function logToStandardError(subgraph: string): LogFailure {
  return (errorId, error, request) => {
    process.stderr.write(
      `${JSON.stringify({ level: 'error', subgraph, errorId, ...request, ...sayFailure(error) })}\n`,
    );
  };
}

const requestId = /^[\w-]{1,64}$/;
const traceparent = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;

/** Reads the names from a request's headers. */
export function readNames(headers: Readonly<Record<string, string | string[] | undefined>>): RequestNames {
  const { 'x-request-id': id, traceparent: trace } = headers;
  const traceId = typeof trace === 'string' ? traceparent.exec(trace)?.[1] : undefined;
  return {
    ...(typeof id === 'string' && requestId.test(id) && { requestId: id }),
    ...(traceId !== undefined && { traceId }),
  };
}
