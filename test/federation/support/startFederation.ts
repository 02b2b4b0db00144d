import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { startServer } from '@wasl/gateway/server/startServer';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { type RunningSubgraphs, startSubgraphs, type SubgraphDefinition } from './startSubgraphs.ts';

/** The real gateway over real HTTP, in front of subgraphs in memory. */
export interface Federation {
  subgraphs: RunningSubgraphs;
  supergraphSdl: string;
  /** Address of `/graphql`. */
  url: string;
  /** Posts an operation and answers the parsed body. */
  ask(body: { query: string; variables?: unknown; operationName?: string }): Promise<Answered>;
  stop(): Promise<void>;
}

/** A response body of GraphQL over HTTP. */
export interface Answered {
  data?: unknown;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

export interface FederationOptions {
  /** Changes the supergraph before it is served. */
  edit?(supergraphSdl: string): string;
  /** Options of the gateway that differ from those of most tests. */
  gateway?: Partial<GatewayOptions>;
}

/** Composes subgraphs and serves them. @throws Error with each composition error */
export async function startFederation(
  definitions: readonly SubgraphDefinition[],
  { edit = (sdl) => sdl, gateway: options = {} }: FederationOptions = {},
): Promise<Federation> {
  const subgraphs = await startSubgraphs(definitions);
  const composition = composeSupergraph(subgraphs.sources);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const folder = mkdtempSync(join(tmpdir(), 'wasl-federation-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  const supergraphSdl = edit(composition.supergraphSdl);
  writeFileSync(supergraphFile, supergraphSdl);
  const gateway = await createGateway({
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: () => undefined,
    ...options,
  });
  const server = await startServer(gateway, { port: 0 });
  return {
    subgraphs,
    supergraphSdl,
    url: `${server.url}/graphql`,
    async ask(body) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Answered;
    },
    async stop() {
      await server.stop();
      await subgraphs.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
