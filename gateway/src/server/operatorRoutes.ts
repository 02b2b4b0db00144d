import Fastify, { type FastifyInstance } from 'fastify';
import { addMetrics, type MetricsText } from '../telemetry/metrics.ts';
import { answerOtherMethods } from './otherMethods.ts';

/** Where operators ask for health and metrics, when not beside the graph. */
export interface AdminAddress {
  host: string;
  /** 0 picks a free port. */
  port: number;
}

export interface OperatorRoutes {
  isReady(): boolean;
  readMetrics(): Promise<MetricsText>;
}

/** Adds `/health/live`, `/health/ready` and `/metrics`. */
export function addOperatorRoutes(app: FastifyInstance, { isReady, readMetrics }: OperatorRoutes): void {
  app.get('/health/live', () => ({ status: 'pass' }));
  app.get('/health/ready', (_, reply) =>
    isReady() ? reply.send({ status: 'pass' }) : reply.code(503).send({ status: 'fail' }),
  );
  addMetrics(app, readMetrics);
}

/** Serves them on a port of their own, without TLS. @throws Error with code EADDRINUSE */
export async function startAdmin(
  address: AdminAddress,
  routes: OperatorRoutes,
): Promise<{ url: string; close(): Promise<void> }> {
  // Fastify waits for ever where it is told nothing.
  const app = Fastify({ forceCloseConnections: true, exposeHeadRoutes: true, requestTimeout: 10_000 });
  answerOtherMethods(app);
  addOperatorRoutes(app, routes);
  const url = await app.listen(address);
  return { url, close: () => app.close() };
}
