import type { Told } from '../../core/observer.ts';
import type { RequestReport } from '../requests/requestObserver.ts';

/** Makes the traces of requests. */
export interface Tracing {
  /** Begins a request's trace, or goes on with the one that its headers name. `requestId` is the one in logs. */
  begin(headers: Readonly<Record<string, string | string[] | undefined>>, method: string, requestId: string): SpanOf;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** A span of a request's trace. */
export interface SpanOf {
  readonly traceId: string;
  child(name: string, subgraph?: string): SpanOf;
  /** Headers by which a subgraph continues the trace below this span. */
  headers(): Readonly<Record<string, string>>;
  note(name: string, told: Told): void;
  end(outcome?: string, told?: Told): void;
  /** Ends the span of the whole request. */
  endRequest(report: RequestReport): void;
}
