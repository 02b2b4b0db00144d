import type { Observer } from '../../core/observer.ts';
import type { Tracing } from '../traces/tracing.ts';
import { RequestObserver, type RequestReport } from './requestObserver.ts';

/** Begins to observe a request: its method, or `socket`; its ID in logs; the headers that may name a trace. */
export type Observe = (
  method: string,
  id: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
) => Observer;

export interface ObserveOptions {
  /** Makes traces; undefined where they are off. */
  tracing?: Tracing | undefined;
  /** Called with what is known of each request at its end; undefined where nobody wants to know. */
  onRequest?: ((report: RequestReport) => void) | undefined;
}

/** Makes what observes requests; undefined where nothing would come of it. */
export function createObserve({ tracing, onRequest }: ObserveOptions): Observe | undefined {
  if (!tracing && !onRequest) return undefined;
  return (method, id, headers) => new RequestObserver({ method, id, headers, tracing, onEnd: onRequest });
}
