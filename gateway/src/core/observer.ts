/** Stages of a request; each ends where the next begins. `event` is one of a subscription. */
export type Stage = 'authenticate' | 'prepare' | 'authorize' | 'execute' | 'event' | 'release';

/** Work within a stage: planning an operation, a decision about records, a request to a subgraph, writing to the audit. */
export type WorkKind = 'plan' | 'decide' | 'fetch' | 'audit';

/** What is told of a request while it is answered. Nothing that a client wrote: no variable, no ID, no header. */
export type Told = Readonly<Record<string, string | number | boolean>>;

/**
 * Sees how one request fares, for its trace, the access log and the log of slow operations. Where none of these is on there is no observer,
 * and the request path pays one comparison with `undefined` for each call.
 */
export interface Observer {
  /** Trace that the request belongs to; undefined where none is made. */
  readonly traceId: string | undefined;
  stage(name: Stage): void;
  /** Begins work for what the operation runs; `subgraph` for a fetch, and `body` of its request, of which nothing may be kept in logs. */
  begin(kind: WorkKind, subgraph?: string, body?: string): Work;
  /** Which operation it is, once that is known. */
  operation(operation: ObservedOperation): void;
  /** What kind of caller asks: a word of a short list. */
  caller(kind: string): void;
  /** An error of the answer. */
  error(code: string): void;
  /** The last of the answer has left; `status` of HTTP where there is one. */
  end(status?: number): void;
}

export interface ObservedOperation {
  hash: string;
  operation: { readonly operation: string; readonly name?: { readonly value: string } | undefined };
}

/** Work that has begun. */
export interface Work {
  /** Headers by which a subgraph continues the trace; undefined where none is made. */
  readonly traceHeaders: Readonly<Record<string, string>> | undefined;
  /** Something that happened meanwhile, such as another attempt. */
  note(name: string, told: Told): void;
  /** `outcome` is a word of a short list. */
  end(outcome?: string, told?: Told): void;
}

/** What is seen of a request by whoever works for it. */
export interface Seen {
  /** Names the request in logs, and to subgraphs. */
  id?: string | undefined;
  observer?: Observer | undefined;
}
