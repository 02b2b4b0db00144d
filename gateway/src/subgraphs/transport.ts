import { WaslError } from '@wasl/schema/errors.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { Observer } from '../core/observer.ts';
import { upperSnake } from '../core/upperSnake.ts';
import { type Figures, type NeighbourState, subgraphOutcomes } from '../telemetry/figures.ts';
import { Breaker, type OnBreaker } from './breaker.ts';
import { Exchange } from './exchange.ts';
import type { AnswerFault } from './failure.ts';
import type { OnFailure } from './failureLog.ts';
import type { ClientTls } from './clientTls.ts';
import { createHttpPool } from './http/httpPool.ts';
import { requestHead, type RequestParts } from './requestText.ts';
import { RetryBudget } from './retries.ts';
import { defaultLimits, limitNames, type SubgraphLimits } from './subgraphLimits.ts';
import type { Target } from './target.ts';
import type { OnDistrust } from './trust/distrust.ts';
import type { Signers } from './trust/openTrust.ts';

export interface SubgraphCall extends RequestParts {
  cancellation?: Cancellation | undefined;
  observer?: Observer | undefined;
  /** It only reads: it is sent again, within the limits, where that helps. Default false. */
  isRepeatable?: boolean | undefined;
  /** Largest answer that its request may take, in bytes; a larger one is refused by its head. Default: the transport's own limit. */
  mostBytes?: number | undefined;
  /** Called with the size of an answer in bytes, or with more than `mostBytes` for one that is not read; returns false when its request is over a limit, and nobody reads the answer. */
  takes?(bytes: number): boolean;
  /**
   * Called with the bytes that more came of an answer that is not complete, and with a negative number when these are held no longer. Returns
   * false where they were too many; its request is cancelled then.
   */
  holds?(bytes: number): boolean;
}

export interface SubgraphReply {
  status: number;
  body: string;
  /** Whether it is a GraphQL response only if it has errors. */
  mustTellErrors?: boolean;
  /**
   * Call it with the reason, in a sentence for operators, where the body is not a GraphQL response; returns the error that names the
   * subgraph.
   */
  onUnusable?(reason: string): WaslError;
  /** Call it where a GraphQL response is not what was asked for. */
  onFault?(word: AnswerFault): void;
}

/**
 * Sends one request to a subgraph. A mutation is never sent twice: it may have run.
 * @throws WaslError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT, DEADLINE_EXCEEDED, or SUBGRAPH_RESPONSE_INVALID for an answer over the size
 * limit; with `retryAfterSeconds` where it is known when to ask again.
 */
export type Transport = (subgraph: string, call: SubgraphCall) => Promise<SubgraphReply>;

export interface TransportOptions extends Partial<SubgraphLimits> {
  /** URL of each subgraph's `/graphql`. */
  urls: ReadonlyMap<string, string>;
  /** Limits of single subgraphs, by name, as it is or in upper snake case; what they leave open is as for all. */
  limitsOf?: ReadonlyMap<string, Partial<SubgraphLimits>> | undefined;
  /** Most connections to all subgraphs together, each of which gets an equal part. Default: no limit. */
  maxConnections?: number | undefined;
  /** Largest answer, in bytes. Default 32 MiB. */
  maxResponseBytes?: number;
  /** What is shown to a subgraph over TLS, and who is trusted to be it. */
  tlsOf?: ((subgraph: string) => ClientTls | undefined) | undefined;
  /** Signers of the requests, by subgraph. Default: requests are not signed. */
  signers?: Signers | undefined;
  figures: Pick<Figures, 'subgraphRequests' | 'subgraphFailures' | 'subgraphRetries' | 'neighbours'>;
  onFailure?: OnFailure | undefined;
  onDistrust?: OnDistrust | undefined;
  onBreaker?: OnBreaker | undefined;
  /** What is known of how well subgraphs are, which outlives a version of the supergraph. Default: nothing. */
  health?: SubgraphHealth | undefined;
}

/** Breaker and budget of each subgraph at its address. */
export type SubgraphHealth = Map<string, Pick<Target, 'breaker' | 'budget'>>;

const connectTimeoutMs = 3_000;

export interface OpenTransport {
  transport: Transport;
  /** What others that connect to a subgraph share with its requests. */
  neighbourOf(subgraph: string): Pick<Target, 'breaker' | 'limits'> | undefined;
  close(): Promise<void>;
}

/** Opens a pool of kept-alive connections per subgraph. */
export function createTransport(options: TransportOptions): OpenTransport {
  const { neighbours } = options.figures;
  const targets = new Map([...options.urls].map(([name, url]) => [name, openTarget(name, new URL(url), options)]));
  const states = [...targets.values()].map(stateOf);
  for (const state of states) neighbours.add(state);
  return {
    transport(subgraph, call) {
      const target = targets.get(subgraph);
      if (!target) return Promise.reject(new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph }));
      return new Promise((resolve, reject) => new Exchange(target, call, resolve, reject).begin());
    },
    neighbourOf: (subgraph) => targets.get(subgraph),
    async close() {
      await Promise.all([...targets.values()].map(({ pool }) => pool.close()));
      for (const state of states) neighbours.delete(state);
    },
  };
}

function openTarget(subgraph: string, url: URL, options: TransportOptions): Target {
  const { figures } = options;
  const limits = limitsFor(subgraph, options);
  const { breaker, budget } = healthOf(subgraph, url, limits, options);
  return {
    subgraph,
    limits,
    url,
    head: requestHead(url),
    pool: createHttpPool(url, { connections: limits.connections, connectTimeoutMs, tls: options.tlsOf?.(subgraph) }),
    breaker,
    budget,
    signer: options.signers?.get(subgraph),
    maxResponseBytes: options.maxResponseBytes ?? 32 * 1024 * 1024,
    durations: Object.fromEntries(
      subgraphOutcomes.map((outcome) => [outcome, figures.subgraphRequests.of(subgraph, outcome)]),
    ) as Target['durations'],
    failures: figures.subgraphFailures,
    retries: figures.subgraphRetries,
    onFailure: options.onFailure,
    onDistrust: options.onDistrust,
    answeredAt: 0,
    fullSince: 0,
  };
}

/** One subgraph may be ill while others change: a new version of the supergraph goes on with what is known of it at the same address. */
function healthOf(
  subgraph: string,
  { href }: URL,
  limits: SubgraphLimits,
  { health, onBreaker }: TransportOptions,
): Pick<Target, 'breaker' | 'budget'> {
  const key = `${subgraph} ${href}`;
  const known = health?.get(key);
  if (known) return known;
  const breaker = new Breaker(limits, (isAsked) => onBreaker?.(subgraph, isAsked));
  const fresh = { breaker, budget: new RetryBudget(limits.retryPercent) };
  health?.set(key, fresh);
  return fresh;
}

function limitsFor(subgraph: string, { limitsOf, ...options }: TransportOptions): SubgraphLimits {
  const own = limitsOf?.get(subgraph) ?? limitsOf?.get(upperSnake(subgraph));
  const limits = { ...defaultLimits };
  for (const name of limitNames) limits[name] = own?.[name] ?? options[name] ?? defaultLimits[name];
  const part = Math.max(1, Math.floor((options.maxConnections ?? Infinity) / options.urls.size));
  return { ...limits, connections: Math.min(limits.connections, part) };
}

function stateOf({ subgraph, breaker, pool }: Target): NeighbourState {
  return {
    subgraph,
    breaker: () => breaker.state,
    inFlight: pool.inFlight,
    waiting: pool.waiting,
    connections: pool.open,
  };
}
