import { breakerStates, type BreakerState } from '../../telemetry/figures.ts';
import { readSamples, type Sample } from './samples.ts';

/** How a gateway fares, as far as it can be asked. */
export interface Status {
  verdict: 'healthy' | 'degraded' | 'unreachable';
  url: string;
  /** What is not as it should be. */
  troubles: Trouble[];
  isLive: boolean;
  isReady: boolean;
  /** Undefined where one process serves alone. */
  workers: { serving: number; died: number } | undefined;
  /** The versions of the supergraph that workers serve, with how many do. */
  supergraphs: Record<string, number>;
  /** Whether the last change of it was refused, so that an older one is in force. */
  isSupergraphRefused: boolean;
  /** By subgraph: the worst state of its breaker in any worker. */
  subgraphs: Record<string, BreakerState>;
  /** Whether what was last to be written to the audit was; undefined where nothing was to be yet. */
  isAuditWritten: boolean | undefined;
  /** Whether the other gateways are heard; undefined where none are to be. */
  areNoticesHeard: boolean | undefined;
  /** Undefined where there is no published list. */
  publishedDocuments: number | undefined;
  requestsInFlight: number;
  openStreams: number;
  openSockets: number;
}

export const troubles = [
  'notReady',
  'breakers',
  'audit',
  'notices',
  'supergraphs',
  'refused',
  'documents',
  'noWorker',
] as const;
export type Trouble = (typeof troubles)[number];

const patienceMs = 5_000;

/** Asks a gateway; it is `unreachable` where nothing answers as one. */
export async function readStatus(url: string): Promise<Status> {
  const get = (path: string) => fetch(new URL(path, url), { signal: AbortSignal.timeout(patienceMs) });
  try {
    const [live, ready, metrics] = await Promise.all(['/health/live', '/health/ready', '/metrics'].map(get));
    const samples = metrics?.status === 200 ? readSamples(await metrics.text()) : [];
    const isLive = live?.status === 200;
    if (!isLive && samples.length === 0) return statusOf(url, false, false, []);
    return statusOf(url, isLive, ready?.status === 200, samples);
  } catch {
    return statusOf(url, false, false, []);
  }
}

function statusOf(url: string, isLive: boolean, isReady: boolean, samples: readonly Sample[]): Status {
  const of = (name: string) => samples.filter((sample) => sample.name === name);
  const sum = (name: string) => of(name).reduce((total, { value }) => total + value, 0);
  const isAll = (name: string) => of(name).every(({ value }) => value > 0);
  const read = {
    url,
    isLive,
    isReady,
    workers:
      of('wasl_workers').length > 0
        ? { serving: sum('wasl_workers'), died: sum('wasl_worker_deaths_total') }
        : undefined,
    supergraphs: sumBy(of('wasl_supergraph_info'), 'hash'),
    isSupergraphRefused: sum('wasl_supergraph_refused') > 0,
    subgraphs: breakersIn(of('wasl_subgraph_breakers')),
    isAuditWritten: of('wasl_audit_up').length > 0 ? isAll('wasl_audit_up') : undefined,
    areNoticesHeard: heardIn(of('wasl_notices_connections')),
    publishedDocuments: largest(of('wasl_published_documents')),
    requestsInFlight: sum('wasl_requests_in_flight'),
    openStreams: sum('wasl_open_streams'),
    openSockets: sum('wasl_open_sockets'),
  };
  const found = troublesIn(read, of('wasl_published_documents'));
  const verdict = isLive ? (found.length > 0 ? 'degraded' : 'healthy') : 'unreachable';
  return { verdict, troubles: isLive ? found : [], ...read };
}

function troublesIn(status: Omit<Status, 'verdict' | 'troubles'>, documents: readonly Sample[]): Trouble[] {
  const isSo: Record<Trouble, boolean> = {
    notReady: !status.isReady,
    breakers: Object.values(status.subgraphs).some((state) => state !== 'closed'),
    audit: status.isAuditWritten === false,
    notices: status.areNoticesHeard === false,
    supergraphs: Object.keys(status.supergraphs).length > 1,
    refused: status.isSupergraphRefused,
    documents: new Set(documents.map(({ value }) => value)).size > 1,
    noWorker: status.workers?.serving === 0,
  };
  return troubles.filter((trouble) => isSo[trouble]);
}

function sumBy(samples: readonly Sample[], label: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { labels, value } of samples) {
    const name = labels[label] ?? '';
    sums[name] = (sums[name] ?? 0) + value;
  }
  return sums;
}

function breakersIn(samples: readonly Sample[]): Record<string, BreakerState> {
  const found: Record<string, BreakerState> = {};
  // From the best to the worst, so that the worst stays.
  for (const state of breakerStates.toSorted((one, other) => rank[one] - rank[other]))
    for (const { labels, value } of samples)
      if (labels['state'] === state && value > 0) found[labels['subgraph'] ?? ''] = state;
  return found;
}

const rank: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2 };

function heardIn(samples: readonly Sample[]): boolean | undefined {
  if (samples.length === 0) return undefined;
  return samples.every(({ labels, value }) => labels['state'] !== 'silent' || value === 0);
}

function largest(samples: readonly Sample[]): number | undefined {
  return samples.length > 0 ? Math.max(...samples.map(({ value }) => value)) : undefined;
}
