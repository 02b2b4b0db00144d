import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { createGateway } from '../createGateway.ts';
import { type RunningServer, startServer } from '../server/startServer.ts';

export interface ServeOptions {
  supergraphFile: string;
  host: string;
  port: number;
  /** Answer questions about the schema; off in production. */
  introspection: boolean;
  subgraphUrls?: ReadonlyMap<string, string>;
  routes?(app: FastifyInstance): Promise<void>;
}

/** Starts one gateway with its server. */
export async function serve(config: Config, options: ServeOptions): Promise<RunningServer> {
  const gateway = await createGateway({
    supergraphFile: options.supergraphFile,
    subgraphUrls: new Map([...config.subgraphUrls, ...(options.subgraphUrls ?? [])]),
    tokens: config.tokens,
    gatewaySecret: config.gatewaySecret,
    introspection: options.introspection,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: logFailure,
    onReload: (error) =>
      logLine(
        error === undefined ? 'info' : 'error',
        error === undefined ? 'supergraph reloaded' : 'supergraph refused, the old one stays',
        error,
      ),
  });
  try {
    return await startServer(gateway, options);
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

function logFailure(errorId: string, error: unknown): void {
  logLine('error', `request failed, error id ${errorId}`, error);
}

function logLine(level: string, message: string, error?: unknown): void {
  const stack = error instanceof Error ? error.stack : undefined;
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, stack })}\n`);
}
