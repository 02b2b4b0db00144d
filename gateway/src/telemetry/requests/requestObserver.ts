import type { ObservedOperation, Observer, Stage, Told, Work, WorkKind } from '../../core/observer.ts';
import type { SpanOf, Tracing } from '../traces/tracing.ts';

/** What is known of a request at its end. Nothing of it was written by a client but the operation's name. */
export interface RequestReport {
  id: string;
  traceId: string | undefined;
  /** HTTP method, or `socket` for an operation of a WebSocket. */
  method: string;
  status: number | undefined;
  seconds: number;
  operation: ObservedOperation | undefined;
  caller: string | undefined;
  /** Codes of the answer's errors, each once. */
  codes: ReadonlySet<string>;
  planSeconds: number;
  /** By subgraph: how many requests, and the time until their answers; they may have been under way together. */
  fetches: ReadonlyMap<string, Fetches>;
}

export interface Fetches {
  count: number;
  seconds: number;
}

export interface ObserverOptions {
  id: string;
  method: string;
  /** `traceparent` and `tracestate` of the request. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Makes its trace; undefined where traces are off. */
  tracing: Tracing | undefined;
  /** Called once, at the end. */
  onEnd: ((report: RequestReport) => void) | undefined;
}

const noTold: Told = {};

/** Observes one request. */
export class RequestObserver implements Observer {
  readonly traceId: string | undefined;
  readonly #options: ObserverOptions;
  readonly #startedAt = performance.now();
  readonly #root: SpanOf | undefined;
  #stage: SpanOf | undefined = undefined;
  /** The span under which work is shown: of the operation that runs, or of the event. */
  #running: SpanOf | undefined = undefined;
  #operation: ObservedOperation | undefined = undefined;
  #caller: string | undefined = undefined;
  #planSeconds = 0;
  #isOver = false;
  readonly #codes = new Set<string>();
  readonly #fetches = new Map<string, Fetches>();

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#root = options.tracing?.begin(options.headers, options.method, options.id);
    this.traceId = this.#root?.traceId;
  }

  stage(name: Stage): void {
    if (!this.#root || this.#isOver) return;
    this.#stage?.end();
    this.#stage = this.#root.child(name);
    if (name === 'execute' || name === 'event') this.#running = this.#stage;
  }

  begin(kind: WorkKind, subgraph?: string): Work {
    const parent = kind === 'audit' ? this.#stage : (this.#running ?? this.#stage);
    const span = (parent ?? this.#root)?.child(kind, subgraph);
    const startedAt = performance.now();
    return {
      traceHeaders: subgraph === undefined ? undefined : span?.headers(),
      note: (name, told) => span?.note(name, told),
      end: (outcome, told = noTold) => {
        this.#count(kind, subgraph, (performance.now() - startedAt) / 1_000);
        span?.end(outcome, told);
      },
    };
  }

  #count(kind: WorkKind, subgraph: string | undefined, seconds: number): void {
    if (kind === 'plan') this.#planSeconds += seconds;
    if (subgraph === undefined) return;
    const known = this.#fetches.get(subgraph);
    if (!known) return void this.#fetches.set(subgraph, { count: 1, seconds });
    known.count += 1;
    known.seconds += seconds;
  }

  operation(operation: ObservedOperation): void {
    this.#operation = operation;
  }

  caller(kind: string): void {
    this.#caller = kind;
  }

  error(code: string): void {
    this.#codes.add(code);
  }

  end(status?: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const report = this.#report(status);
    this.#stage?.end();
    this.#root?.endRequest(report);
    this.#options.onEnd?.(report);
  }

  #report(status: number | undefined): RequestReport {
    const { id, method } = this.#options;
    return {
      id,
      traceId: this.traceId,
      method,
      status,
      seconds: (performance.now() - this.#startedAt) / 1_000,
      operation: this.#operation,
      caller: this.#caller,
      codes: this.#codes,
      planSeconds: this.#planSeconds,
      fetches: this.#fetches,
    };
  }
}
