import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Durations } from './durations.ts';
import type { Figures } from './figures.ts';
import { ofPlanning } from './metrics/ofPlanning.ts';
import { ofRecords } from './metrics/ofRecords.ts';
import { ofRequests } from './metrics/ofRequests.ts';
import { ofSubgraphs } from './metrics/ofSubgraphs.ts';
import type { ServerGauges } from './serverGauges.ts';

/** All metrics as text. */
export interface MetricsText {
  contentType: string;
  text: string;
}

/** Exposes a gateway's figures as Prometheus metrics. No label holds anything about a caller or a patient. */
export function createMetrics(figures: Figures, server: ServerGauges): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = [
    ...ofRequests(figures, server),
    ...ofSubgraphs(figures),
    ...ofRecords(figures, server),
    ...ofPlanning(figures, server),
  ];
  for (const metric of metrics) registry.registerMetric(metric);
  return registry;
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
