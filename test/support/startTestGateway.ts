import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { type ServerOptions, startServer } from '@wasl/gateway/server/startServer';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { createMemorySink, type MemorySink } from '../audit/support/memorySink.ts';
import { type PlainSubgraph, type RunningSubgraphs, startTestSubgraphs } from './startTestSubgraphs.ts';

export interface TestGateway {
  /** Address of `/graphql`. */
  url: string;
  supergraphFile: string;
  subgraphs: RunningSubgraphs;
  /** Sends a query by POST and answers the parsed body. */
  ask(
    query: string,
    more?: { variables?: unknown; operationName?: string; headers?: Record<string, string> },
  ): Promise<unknown>;
  logged: unknown[];
  /** Where its audit is kept, unless the options say otherwise. */
  sink: MemorySink;
  stop(): Promise<void>;
}

/** A gateway with its HTTP server over small subgraphs, all on free ports. */
export async function startTestGateway(
  definitions: readonly PlainSubgraph[],
  options: Partial<GatewayOptions> = {},
  /** Changes the composed supergraph, as another composition might have written it. */
  edit: (supergraphSdl: string) => string = (sdl) => sdl,
  serverOptions: Partial<ServerOptions> = {},
): Promise<TestGateway> {
  const subgraphs = await startTestSubgraphs(definitions);
  const composition = composeSupergraph(subgraphs.sources);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const folder = mkdtempSync(join(tmpdir(), 'wasl-test-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, edit(composition.supergraphSdl));
  const logged: unknown[] = [];
  const sink = createMemorySink();
  const audit = createAuditLog({ sink, deadlineMs: 5_000 });
  const gateway = await createGateway({
    audit,
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: (_, error) => void logged.push(error),
    ...options,
  });
  const server = await startServer(gateway, { port: 0, ...serverOptions });
  const url = `${server.url}/graphql`;
  return {
    url,
    supergraphFile,
    subgraphs,
    logged,
    sink,
    async ask(query, { headers, ...more } = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, ...more }),
      });
      return response.json();
    },
    async stop() {
      await server.stop();
      await audit.close();
      await subgraphs.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
