import { SubgraphErrorReport } from '../pipeline/subgraphErrorReport.ts';
import { WaslError } from '@wasl/schema/errors.ts';
import type { ObserveOptions } from '../telemetry/requests/observe.ts';
import { createRequestLogs } from '../telemetry/requests/requestLogs.ts';
import { sentence } from './sentence.ts';
import { logLine, setLogLevel } from './logLine.ts';
import type { TelemetrySettings } from './telemetrySettings.ts';

export interface OpenTelemetry {
  observe: ObserveOptions;
  close(): Promise<void>;
}

/** Opens logs and traces as the settings say. OpenTelemetry is loaded only where traces are on. */
export async function openTelemetry(settings: TelemetrySettings): Promise<OpenTelemetry> {
  const { logLevel, accessLog: access, slowMs, traces: protocol } = settings;
  setLogLevel(logLevel);
  const onRequest = createRequestLogs({ access, slowMs, write: logLine });
  if (protocol === undefined) return { observe: { onRequest }, close: () => Promise.resolve() };
  const { openTracing } = await import('../telemetry/traces/openTracing.ts');
  const tracing = await openTracing({
    protocol,
    onFailure: (reason) => logLine('warn', 'traces cannot be exported', { reason }),
  });
  return { observe: { onRequest, tracing }, close: tracing.close };
}

/** Logs a failure that its client was told of by an ID alone. */
export function logFailure(errorId: string, error: unknown, requestId?: string): void {
  const ids = { errorId, requestId };
  if (error instanceof SubgraphErrorReport) logLine('warn', error.message, { ...ids, ...error.about });
  else logLine('error', `request failed, error id ${errorId}`, ids, error);
}

/** Logs that something was loaded again, or why not: operators write what is loaded, so that the reason may quote it. */
export function logReload(error: unknown, done: string, refused: string): void {
  if (error === undefined) logLine('info', done);
  else logLine('error', refused, { reason: reasonOf(error) });
}

function reasonOf(error: unknown): string {
  if (error instanceof WaslError) return sentence(error);
  return error instanceof Error ? error.message : String(error);
}
