import { CountFamily } from './countFamily.ts';
import type { DocumentOrigin } from '../documents/documents.ts';
import { DurationFamily } from './durations.ts';
import { PairCounts } from './pairCounts.ts';

/** The counters of one gateway, as plain numbers, so that they cost the request path almost nothing. */
export interface Figures {
  http: DurationFamily<'method' | 'route' | 'status'>;
  subgraphRequests: DurationFamily<'subgraph' | 'outcome'>;
  /** Requests that subgraphs did not answer, or not with a GraphQL response, and retries that hid one; `status` is empty without an answer. */
  subgraphFailures: CountFamily<'subgraph' | 'reason' | 'status'>;
  /** Questions that were sent again, by what became of the first: a reason of `subgraphFailures`, or `hedge` for one that was only slow. */
  subgraphRetries: PairCounts;
  /** The subgraphs as they are now: those of each open version of the supergraph. */
  neighbours: Set<NeighbourState>;
  /** Requests that subgraphs could not verify, by subgraph and reason. */
  distrust: PairCounts;
  /** Waiting until it is kept who reads or changes records: `kept`, or `unavailable` where that failed. */
  auditWaits: DurationFamily<'outcome'>;
  /** Whether what was last to be written to the audit was; undefined while nothing was to be. */
  isAuditWritten: boolean | undefined;
  planning: DurationFamily<'outcome'>;
  planCache: PlanCacheFigures;
  reloads: { ok: number; failed: number };
  /** Whether the last change of the supergraph was refused, so that an older one is in force. */
  isSupergraphRefused: boolean;
  /** The connection to the other gateways over the same registry; undefined where none is configured. */
  notices: NoticesState | undefined;
  /** Requests that gave way to more urgent ones. */
  shed: CountFamily<'urgency'>;
  limits: LimitFigures;
  /** Whether Redis answers; undefined where there is none. */
  isRedisUp: (() => boolean) | undefined;
  /** Requests by how their document came. */
  documents: Record<DocumentOrigin, number>;
  /** Time of answers, by published operation; empty where none is published. Streams are not in it. */
  operations: DurationFamily<'operation' | 'outcome'>;
  /** Errors of answers, by code; `other` for those of subgraphs' own. */
  errors: CountFamily<'code'>;
  /** Selected fields whose rule the caller did not meet. */
  deniedFields: number;
}

export interface LimitFigures {
  /** Operations beyond a rate, by which it was. */
  refused: CountFamily<'limit'>;
  /** Operations that a worker counted by itself because Redis did not answer. */
  countedAlone: number;
}

export interface PlanCacheFigures {
  /** By outcome: `joined` waited for another request's planning, `refused` found a cached failure. */
  lookups: { hit: number; miss: number; joined: number; refused: number };
  /** Entries that were evicted. */
  evictions: number;
  /** The open caches: one for each version of the supergraph. */
  open: Set<CacheSize>;
}

export interface CacheSize {
  readonly bytes: number;
  readonly entries: number;
}

/** A connection over which gateways tell each other what may have changed. */
export interface NoticesState {
  /** Whether the others are heard; where not, no facts are kept. */
  isHeard(): boolean;
  /** Notices that came, and that were sent. */
  received(): number;
  sent(): number;
}

export const breakerStates = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof breakerStates)[number];

/** What is under way to one subgraph. */
export interface NeighbourState {
  readonly subgraph: string;
  breaker(): BreakerState;
  inFlight(): number;
  waiting(): number;
  /** Connections that are open, in use or not. */
  connections(): number;
}

/** Outcomes of a request to a subgraph. */
export const subgraphOutcomes = [
  'ok',
  'http_error',
  'timeout',
  'unavailable',
  'too_large',
  'cancelled',
  'not_verified',
  'invalid',
  'not_sent',
] as const;
export type SubgraphOutcome = (typeof subgraphOutcomes)[number];

/** Outcome of planning: `late` exceeded the deadline. */
export type PlanningOutcome = 'planned' | 'late' | 'failed';

/** Creates counters at zero. */
export function createFigures(): Figures {
  return {
    http: new DurationFamily('method', 'route', 'status'),
    subgraphRequests: new DurationFamily('subgraph', 'outcome'),
    subgraphFailures: new CountFamily('subgraph', 'reason', 'status'),
    subgraphRetries: new PairCounts(),
    neighbours: new Set(),
    distrust: new PairCounts(),
    auditWaits: new DurationFamily('outcome'),
    isAuditWritten: undefined,
    planning: new DurationFamily('outcome'),
    planCache: { lookups: { hit: 0, miss: 0, joined: 0, refused: 0 }, evictions: 0, open: new Set() },
    reloads: { ok: 0, failed: 0 },
    isSupergraphRefused: false,
    notices: undefined,
    shed: new CountFamily('urgency'),
    limits: { refused: new CountFamily('limit'), countedAlone: 0 },
    isRedisUp: undefined,
    documents: { trusted: 0, registered: 0, text: 0, missed: 0, refused: 0 },
    operations: new DurationFamily('operation', 'outcome'),
    errors: new CountFamily('code'),
    deniedFields: 0,
  };
}
