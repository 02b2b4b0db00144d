import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Durations } from './durations.ts';
import { breakerStates, type Figures, type NeighbourState, type NoticesState } from './figures.ts';
import { counter, gauge, histogram } from './plainMetric.ts';

/** A server's current state, read when metrics are collected. */
export interface ServerGauges {
  /** The worker's name among those of one gateway. */
  worker: string;
  inFlight(): number;
  openStreams(): number;
  openSockets(): number;
  heldBytes(): number;
}

/** All metrics as text. */
export interface MetricsText {
  contentType: string;
  text: string;
}

/** Exposes a gateway's figures as Prometheus metrics. No label holds anything about a caller or a patient. */
export function createMetrics(figures: Figures, server: ServerGauges): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { http, subgraphRequests, auditWaits, planning, planCache } = figures;
  const caches = () => [...planCache.open];
  const metrics = [
    histogram('wasl_http_request_duration_seconds', 'Time from the request to the end of its answer', http),
    gauge('wasl_requests_in_flight', 'Requests being answered', () => [[{ worker: server.worker }, server.inFlight()]]),
    gauge('wasl_open_streams', 'Subscriptions being served', server.openStreams),
    gauge('wasl_held_bytes', 'Bytes of answers in flight', server.heldBytes),
    gauge('wasl_open_sockets', 'WebSockets that are open', server.openSockets),
    counter('wasl_subgraph_distrust_total', "Requests that subgraphs did not take for the gateway's", () =>
      figures.distrust.entries().map(([subgraph, reason, count]) => [{ subgraph, reason }, count]),
    ),
    counter('wasl_shed_requests_total', 'Requests that gave way to more urgent ones', () => figures.shed.entries()),
    counter('wasl_rate_limited_total', 'Operations beyond a rate', () => figures.limits.refused.entries()),
    counter('wasl_rates_alone_total', 'Operations that were counted without Redis', () => figures.limits.countedAlone),
    gauge('wasl_redis_up', 'Workers that Redis answers', () =>
      figures.isRedisUp ? [[{}, figures.isRedisUp() ? 1 : 0]] : [],
    ),
    counter('wasl_documents_total', 'Requests by how their document came', () =>
      Object.entries(figures.documents).map(([origin, count]) => [{ origin }, count]),
    ),
    counter('wasl_denied_fields_total', 'Fields whose rule the caller did not meet', () => figures.deniedFields),
    histogram(
      'wasl_subgraph_request_duration_seconds',
      'Time from sending a request to a subgraph to the end of its answer',
      subgraphRequests,
    ),
    counter('wasl_subgraph_failures_total', 'Requests that subgraphs did not answer with a GraphQL response', () =>
      figures.subgraphFailures.entries(),
    ),
    counter('wasl_subgraph_retries_total', 'Questions that were sent to a subgraph again', () =>
      figures.subgraphRetries.entries().map(([subgraph, reason, count]) => [{ subgraph, reason }, count]),
    ),
    gauge('wasl_subgraph_breakers', 'Workers in which a subgraph is asked, is not, or is tried', () =>
      breakersOf(figures.neighbours),
    ),
    gauge('wasl_subgraph_requests_in_flight', 'Requests under way to a subgraph', () =>
      sumBySubgraph(figures.neighbours, (one) => one.inFlight()),
    ),
    gauge('wasl_subgraph_queue_depth', 'Requests that wait for a connection to a subgraph', () =>
      sumBySubgraph(figures.neighbours, (one) => one.waiting()),
    ),
    histogram(
      'wasl_audit_wait_duration_seconds',
      'Time that an answer or a change waited until the audit had kept its events',
      auditWaits,
    ),
    gauge('wasl_notices_connections', 'Workers to which the other gateways are heard, or silent', () =>
      figures.notices
        ? ['heard', 'silent'].map((state) => [{ state }, figures.notices?.isHeard() === (state === 'heard') ? 1 : 0])
        : [],
    ),
    counter('wasl_notices_total', 'Notices between gateways of what may have changed', () =>
      noticesOf(figures.notices),
    ),
    histogram(
      'wasl_planning_duration_seconds',
      'Time that planning an operation took, waiting for the planner included',
      planning,
    ),
    counter('wasl_plan_cache_lookups_total', 'Lookups of planned operations', () =>
      Object.entries(planCache.lookups).map(([result, count]) => [{ result }, count]),
    ),
    counter('wasl_plan_cache_evictions_total', 'Planned operations that made room', () => planCache.evictions),
    gauge('wasl_plan_cache_bytes', 'Estimated size of planned operations', () =>
      caches().reduce((sum, { bytes }) => sum + bytes, 0),
    ),
    gauge('wasl_plan_cache_entries', 'Planned operations that are kept', () =>
      caches().reduce((sum, { entries }) => sum + entries, 0),
    ),
    counter('wasl_supergraph_reloads_total', 'Attempts to load a changed supergraph', () =>
      Object.entries(figures.reloads).map(([outcome, count]) => [{ outcome }, count]),
    ),
  ];
  for (const metric of metrics) registry.registerMetric(metric);
  return registry;
}

function noticesOf(notices: NoticesState | undefined): [Record<string, string>, number][] {
  if (!notices) return [];
  return [
    [{ direction: 'received' }, notices.received()],
    [{ direction: 'sent' }, notices.sent()],
  ];
}

function breakersOf(neighbours: Set<NeighbourState>): [Record<string, string>, number][] {
  return breakerStates.flatMap((state) =>
    sumBySubgraph(neighbours, (one) => (one.breaker() === state ? 1 : 0)).map(
      ([labels, count]): [Record<string, string>, number] => [{ ...labels, state }, count],
    ),
  );
}

/** Sums over versions of the supergraph, of which two are open while one takes over. */
function sumBySubgraph(
  neighbours: Set<NeighbourState>,
  read: (one: NeighbourState) => number,
): [Record<string, string>, number][] {
  const sums = new Map<string, number>();
  for (const one of neighbours) sums.set(one.subgraph, (sums.get(one.subgraph) ?? 0) + read(one));
  return [...sums].map(([subgraph, sum]) => [{ subgraph }, sum]);
}

/** All metrics in Prometheus' text format. */
export async function printMetrics(registry: Registry): Promise<MetricsText> {
  return { contentType: registry.contentType, text: await registry.metrics() };
}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);

/** Records one answered request. */
export type ObserveHttp = (method: string, status: number, seconds: number) => void;

/** Makes the recorder of one route's requests, which caches its labels. */
export function createObserveHttp({ http }: Figures, route: string): ObserveHttp {
  const known = new Map<string, Map<number, Durations>>();
  return (sentMethod, status, seconds) => {
    const method = methods.has(sentMethod) ? sentMethod : 'other';
    let byStatus = known.get(method);
    if (!byStatus) known.set(method, (byStatus = new Map()));
    let durations = byStatus.get(status);
    if (!durations) byStatus.set(status, (durations = http.of(method, route, String(status))));
    durations.observe(seconds);
  };
}

/** Records the requests that Fastify answers. */
export function observeRequests(app: FastifyInstance, figures: Figures): void {
  app.addHook('onResponse', (request, reply, done) => {
    const observe = createObserveHttp(figures, request.routeOptions.url ?? 'other');
    observe(request.method, reply.statusCode, reply.elapsedTime / 1_000);
    done();
  });
}

/** Serves the metrics at `/metrics`. */
export function addMetrics(app: FastifyInstance, read: () => Promise<MetricsText>): void {
  app.get('/metrics', async (_, reply) => {
    const { contentType, text } = await read();
    return reply.type(contentType).send(text);
  });
}
