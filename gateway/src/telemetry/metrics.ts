import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Counts and times one request. Nothing of a caller or a patient is in a label. */
  observe(method: string, route: string, status: number, seconds: number): void;
  /** All figures in Prometheus' text form. */
  read(): Promise<{ contentType: string; text: string }>;
}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);

/** Begins to count. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'wasl_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const series = new Map<string, Histogram.Internal<string>>();
  return {
    observe(sentMethod, route, status, seconds) {
      const method = methods.has(sentMethod) ? sentMethod : 'other';
      const key = `${method} ${route} ${status}`;
      let known = series.get(key);
      if (!known) {
        known = durations.labels({ method, route, status: String(status) });
        series.set(key, known);
      }
      known.observe(seconds);
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** Counts the requests that Fastify answers, and serves the figures at `/metrics`. */
export function addMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'other';
    metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    done();
  });
  app.get('/metrics', async (_, reply) => {
    const { contentType, text } = await metrics.read();
    return reply.type(contentType).send(text);
  });
}
