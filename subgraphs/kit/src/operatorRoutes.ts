import Fastify, { type FastifyInstance } from 'fastify';
import { slowClients } from './slowClients.ts';

/** Where operators ask for health and metrics, when not beside the graph. */
export interface AdminAddress {
  host: string;
  /** 0 picks a free port. */
  port: number;
}

export interface OperatorRoutes {
  isReady(): Promise<boolean>;
  /** In Prometheus' text format. */
  readMetrics(): Promise<string>;
  /** Whether its replica is used, or why not; undefined where it has none. */
  readReplica(): string | undefined;
}

/** Adds `/health/live`, `/health/ready` and `/metrics`. */
export function addOperatorRoutes(app: FastifyInstance, { isReady, readMetrics, readReplica }: OperatorRoutes): void {
  app.get('/health/live', () => ({ status: 'pass' }));
  app.get('/health/ready', async (_, reply) => {
    const ready = await isReady();
    const replica = readReplica();
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'pass' : 'fail', ...(replica && { replica }) });
  });
  app.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await readMetrics()),
  );
}

export interface RunningAdmin {
  url: string;
  close(): Promise<void>;
}

/** Serves them on a port of their own. @throws Error with code EADDRINUSE */
export async function startAdmin(address: AdminAddress, routes: OperatorRoutes): Promise<RunningAdmin> {
  const app = Fastify({ forceCloseConnections: true, ...slowClients });
  addOperatorRoutes(app, routes);
  const url = await app.listen(address);
  return { url, close: () => app.close() };
}
