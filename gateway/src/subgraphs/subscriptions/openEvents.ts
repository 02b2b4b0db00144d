import { WaslError } from '@wasl/schema/errors.ts';
import type { ClientTls, ClientTlsMaterial } from '../clientTls.ts';
import type { OnFailure } from '../failureLog.ts';
import { createAgents } from './agents.ts';
import { connectEventStream } from './connectEventStream.ts';
import { connectWebSocket } from './connectWebSocket.ts';
import { createEventGate, type EventPlace, type Neighbour } from './eventGate.ts';
import { EventQueue } from './eventQueue.ts';
import type { Asker } from '../../core/asker.ts';
import type { Observer, Work } from '../../core/observer.ts';
import { requestIdHeader } from '../../core/requestId.ts';
import { upperSnake } from '../../core/upperSnake.ts';
import type { OnDistrust } from '../trust/distrust.ts';
import type { Signers } from '../trust/openTrust.ts';

/** How a subgraph sends events: `graphql-ws` over a WebSocket, or server-sent events. */
export type EventProtocol = 'ws' | 'sse';

export interface EventCall {
  /** JSON of `{query, variables, operationName}`. */
  body: string;
  headers: Readonly<Record<string, string>>;
  /** The caller on whose behalf it is sent: the request is then signed, where signing is configured. */
  asker?: Asker | undefined;
  requestId?: string | undefined;
  observer?: Observer | undefined;
  /** Ends the subscription. If its reason is a WaslError, the reader gets that; for any other reason the events just end. */
  signal: AbortSignal;
}

/**
 * Subscribes at a subgraph. The events are its payloads, unchecked, in order. They end with SUBGRAPH_UNAVAILABLE when the connection is
 * lost, SUBGRAPH_TIMEOUT when it is not made in time, SUBGRAPH_RESPONSE_INVALID when the subgraph breaks the protocol, OVERLOADED when the
 * reader is too slow. There is no automatic resubscription; the client may subscribe again.
 */
export type OpenEvents = (subgraph: string, call: EventCall) => AsyncIterable<unknown>;

export interface EventOptions {
  /** URL of each subgraph's `/graphql`. */
  urls: ReadonlyMap<string, string>;
  /** What is shown to a subgraph over TLS, and who is trusted to be it. */
  tlsOf?: ((subgraph: string) => ClientTls | undefined) | undefined;
  /** Signers of the requests, by subgraph. Default: requests are not signed. */
  signers?: Signers | undefined;
  onDistrust?: OnDistrust | undefined;
  /** What subscriptions share with the questions to a subgraph. Default: nothing. */
  neighbourOf?: ((subgraph: string) => Neighbour | undefined) | undefined;
  /** WebSocket URLs, by subgraph name as it is or in upper snake case. Default: the one in `urls`, with `ws:` for `http:`. */
  socketUrls?: ReadonlyMap<string, string> | undefined;
  /** By subgraph name, as in `socketUrls`. Default `ws`. */
  protocols?: ReadonlyMap<string, EventProtocol> | undefined;
  /** Milliseconds until a subgraph must have accepted the connection. Default 10 000. */
  connectDeadlineMs?: number;
  /** Milliseconds between two pings over a WebSocket; a subgraph that does not answer is taken for dead. Default 15 000. */
  heartbeatMs?: number;
  /** Largest event in bytes. Default 1 MiB. */
  maxEventBytes?: number;
  /** Called for each subscription that a subgraph did not accept or ended by an error. */
  onFailure?: OnFailure | undefined;
  /** Most characters of events that wait for one client. Default 1 MiB; a client that falls further behind is dropped. */
  maxWaitingSize?: number;
}

/** A connection to make; its events go to the queue. */
export interface Connecting {
  subgraph: string;
  url: string;
  call: EventCall;
  queue: EventQueue<unknown>;
  tls: ClientTlsMaterial | undefined;
  onDistrust: OnDistrust | undefined;
  connectDeadlineMs: number;
  heartbeatMs: number;
  maxEventBytes: number;
  onFailure: OnFailure | undefined;
  /** Called when the subgraph has accepted it. */
  onAccepted(): void;
}

/** Makes the function that subscribes at subgraphs. */
export function createOpenEvents(options: EventOptions): { openEvents: OpenEvents; close(): Promise<void> } {
  const { maxWaitingSize = 1024 * 1024, maxEventBytes = 1024 * 1024 } = options;
  const { connectDeadlineMs = 10_000, heartbeatMs = 15_000 } = options;
  const gate = createEventGate(options.neighbourOf ?? (() => undefined));
  const agents = createAgents(connectDeadlineMs);

  function openEvents(subgraph: string, call: EventCall): AsyncIterable<unknown> {
    const queue = new EventQueue<unknown>(maxWaitingSize);
    const protocol = ofSubgraph(options.protocols, subgraph) ?? 'ws';
    const url = protocol === 'ws' ? socketUrl(subgraph, options) : options.urls.get(subgraph);
    const onAbort = () => queue.cut(call.signal.reason instanceof WaslError ? call.signal.reason : undefined);
    if (call.signal.aborted) onAbort();
    else if (url === undefined) queue.finish(new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph }));
    else {
      call.signal.addEventListener('abort', onAbort, { once: true });
      queue.onClose(() => call.signal.removeEventListener('abort', onAbort));
      connect(subgraph, url, call, protocol, queue);
    }
    return queue;
  }

  function connect(
    subgraph: string,
    url: string,
    call: EventCall,
    protocol: EventProtocol,
    queue: EventQueue<unknown>,
  ): void {
    let place: EventPlace;
    try {
      place = gate.enter(subgraph);
    } catch (error) {
      return queue.finish(error as WaslError);
    }
    queue.onClose(place.leave);
    const work = call.observer?.begin('fetch', subgraph);
    if (work) queue.onClose(() => work.end());
    const tls = options.tlsOf?.(subgraph)?.material();
    const connecting: Connecting = {
      tls,
      subgraph,
      url,
      call: signed(withNames(call, work), subgraph, url, protocol),
      queue,
      connectDeadlineMs,
      heartbeatMs,
      maxEventBytes,
      onAccepted: () => place.judge('well'),
      onFailure(...told) {
        place.judge('ill');
        options.onFailure?.(...told);
      },
      onDistrust(...told) {
        // It answers: our keys or clocks are at fault.
        place.judge('well');
        options.onDistrust?.(...told);
      },
    };
    if (protocol === 'ws') connectWebSocket(connecting);
    else connectEventStream(connecting, agents.of(tls));
  }

  /** Signs a subscription. A WebSocket begins with a GET, but the signature covers the operation that will be subscribed to. */
  function signed(call: EventCall, subgraph: string, url: string, protocol: EventProtocol): EventCall {
    const signer = options.signers?.get(subgraph);
    if (!signer || !call.asker) return call;
    const { pathname: path, search } = new URL(url);
    const method = protocol === 'ws' ? 'GET' : 'POST';
    const trust = signer.sign({ method, path, query: search || '?', body: call.body, asker: call.asker });
    return { ...call, headers: { ...call.headers, ...trust } };
  }

  return { openEvents, close: agents.close };
}

/** The call with what names its request and its trace. */
function withNames(call: EventCall, work: Work | undefined): EventCall {
  const id = call.requestId === undefined ? undefined : { [requestIdHeader]: call.requestId };
  return { ...call, headers: { ...call.headers, ...id, ...work?.traceHeaders } };
}

function ofSubgraph<Value>(values: ReadonlyMap<string, Value> | undefined, subgraph: string): Value | undefined {
  return values?.get(subgraph) ?? values?.get(upperSnake(subgraph));
}

function socketUrl(subgraph: string, { urls, socketUrls }: EventOptions): string | undefined {
  return ofSubgraph(socketUrls, subgraph) ?? urls.get(subgraph)?.replace(/^http/, 'ws');
}
