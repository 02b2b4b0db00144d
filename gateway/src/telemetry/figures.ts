import { DurationFamily } from './durations.ts';
import { PairCounts } from './pairCounts.ts';

/** What the parts of one gateway count, as plain numbers: the path of a request must not pay for being watched. */
export interface Figures {
  http: DurationFamily<'method' | 'route' | 'status'>;
  subgraphRequests: DurationFamily<'subgraph' | 'outcome'>;
  /** Requests that subgraphs did not take for the gateway's, by subgraph and reason. */
  distrust: PairCounts;
  /** Waiting until it is kept who reads or changes records: `kept`, or `unavailable` where that failed. */
  auditWaits: DurationFamily<'outcome'>;
  planning: DurationFamily<'outcome'>;
  planCache: PlanCacheFigures;
  reloads: { ok: number; failed: number };
  /** Fields whose rule a caller did not meet, each time that an operation asked for one. */
  deniedFields: number;
}

export interface PlanCacheFigures {
  /** By what became of it: `joined` waited for what another request had begun, `refused` met a failure that is kept. */
  lookups: { hit: number; miss: number; joined: number; refused: number };
  /** Entries that made room for others. */
  evictions: number;
  /** The caches that are open: one for each version of the supergraph. */
  open: Set<CacheSize>;
}

export interface CacheSize {
  readonly bytes: number;
  readonly entries: number;
}

/** What became of a request to a subgraph. */
export const subgraphOutcomes = [
  'ok',
  'http_error',
  'timeout',
  'unavailable',
  'too_large',
  'cancelled',
  'not_verified',
] as const;
export type SubgraphOutcome = (typeof subgraphOutcomes)[number];

/** What became of an attempt to plan: `late` outlived the deadline. */
export type PlanningOutcome = 'planned' | 'late' | 'failed';

/** Begins to count. */
export function createFigures(): Figures {
  return {
    http: new DurationFamily('method', 'route', 'status'),
    subgraphRequests: new DurationFamily('subgraph', 'outcome'),
    distrust: new PairCounts(),
    auditWaits: new DurationFamily('outcome'),
    planning: new DurationFamily('outcome'),
    planCache: { lookups: { hit: 0, miss: 0, joined: 0, refused: 0 }, evictions: 0, open: new Set() },
    reloads: { ok: 0, failed: 0 },
    deniedFields: 0,
  };
}
