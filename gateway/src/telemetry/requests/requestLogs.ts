import { sayOperation } from '../logs/operationName.ts';
import type { RequestReport } from './requestObserver.ts';

export type WriteLine = (level: 'info' | 'warn', message: string, about: Record<string, unknown>) => void;

export interface RequestLogsOptions {
  /** Write a line for each request. */
  access: boolean;
  /** Milliseconds from which a request is slow, and told of; undefined where none is. Streams never are. */
  slowMs: number | undefined;
  write: WriteLine;
}

/** Makes the access log and the log of slow operations; undefined where both are off. */
export function createRequestLogs({ access, slowMs, write }: RequestLogsOptions) {
  if (!access && slowMs === undefined) return undefined;
  return (report: RequestReport): void => {
    if (access) write('info', 'request', sayRequest(report));
    if (slowMs !== undefined && isSlow(report, slowMs))
      write('warn', 'slow operation', { ...sayRequest(report), ...sayTimes(report) });
  };
}

/** A subscription lasts as long as its client wants. */
function isSlow({ seconds, operation }: RequestReport, slowMs: number): boolean {
  return operation !== undefined && operation.operation.operation !== 'subscription' && seconds * 1_000 >= slowMs;
}

function sayRequest({ id, traceId, method, status, seconds, operation, caller, codes }: RequestReport) {
  return {
    requestId: id,
    traceId,
    method,
    status,
    ms: milliseconds(seconds),
    operation: operation && {
      kind: operation.operation.operation,
      name: sayOperation(operation.operation.name?.value),
      hash: operation.hash,
    },
    caller,
    codes: codes.size > 0 ? [...codes] : undefined,
  };
}

function sayTimes({ planSeconds, fetches }: RequestReport) {
  const subgraphs = [...fetches].map(([subgraph, { count, seconds }]) => ({
    subgraph,
    requests: count,
    ms: milliseconds(seconds),
  }));
  return { planMs: milliseconds(planSeconds), subgraphs };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 10_000) / 10;
}
