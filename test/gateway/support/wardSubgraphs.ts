import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { type ServerOptions, startServer } from '@wasl/gateway/server/startServer';
import { composeOrThrow } from './startGateway.ts';
import { createTopic, type EventSubgraph, startEventSubgraph, type Topic } from './startEventSubgraph.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@authenticated", "@requiresScopes"])`;

const monitorSdl = `${link}
  type Query { ping: String }
  type Subscription {
    measured(ward: ID!, times: Int): Measurement
    reading: Measurement
    alarm: String! @authenticated
    anything: Anything
  }
  type Measurement { number: Int! pulse: Int note: String @requiresScopes(scopes: [["notes"]]) patient: Patient text(size: Int!): String }
  type Patient @key(fields: "id") { id: ID! }
  union Anything = Measurement | Patient`;

const registrySdl = `${link}
  type Query { patient(id: ID!): Patient }
  type Mutation { rename(id: ID!, name: String!): Patient }
  type Patient @key(fields: "id") { id: ID! name: String! address: String @requiresScopes(scopes: [["address"]]) }`;

export interface Wards {
  topic: Topic;
  monitor: EventSubgraph;
  registry: EventSubgraph;
  /** Wards that were subscribed to, in order. */
  subscribed: unknown[];
  stop(): Promise<void>;
}

/** Two subgraphs: one tells of measurements as they are made, the other knows the patients. */
export async function startWards(): Promise<Wards> {
  const topic = createTopic();
  const subscribed: unknown[] = [];
  const measured = (_: unknown, args: { ward: string }) => {
    subscribed.push(args.ward);
    return topic.subscribe();
  };
  const own = { resolve: (event: unknown) => event };
  const monitor = await startEventSubgraph('monitor', monitorSdl, {
    Subscription: {
      measured: { subscribe: measured, ...own },
      reading: { subscribe: () => topic.subscribe(), ...own },
      alarm: { subscribe: () => topic.subscribe(), ...own },
      anything: { subscribe: () => topic.subscribe(), ...own },
    },
    Measurement: {
      pulse: ({ number, pulse }: { number: number; pulse?: number }) => {
        if (pulse === undefined) throw new Error(`no pulse in ${number}`);
        return pulse;
      },
      note: ({ number }: { number: number }) => `SECRET note ${number}`,
      text: (_: unknown, { size }: { size: number }) => 'x'.repeat(size),
    },
  });
  const registry = await startEventSubgraph('registry', registrySdl, {
    Query: { patient: (_: unknown, { id }: { id: string }) => ({ id }) },
    Mutation: { rename: (_: unknown, patient: object) => patient },
    Patient: {
      __resolveReference: (reference: object) => reference,
      name: ({ id, name }: { id: string; name?: string }) => {
        if (id === 'unknown') throw new Error('no such patient');
        return name ?? `name of ${id}`;
      },
      address: ({ id }: { id: string }) => `SECRET address of ${id}`,
    },
  });
  const stop = async () => void (await Promise.all([monitor.stop(), registry.stop()]));
  return { topic, monitor, registry, subscribed, stop };
}

export interface WardGateway {
  url: string;
  supergraphFile: string;
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** A gateway with its server, in this process. */
export async function startWardGateway(
  subgraphs: readonly { name: string; sdl: string; url: string }[],
  options: Partial<GatewayOptions> = {},
  limits: Partial<ServerOptions> = {},
): Promise<WardGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-subscriptions-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeOrThrow(subgraphs));
  const gateway = await createGateway({
    supergraphFile,
    audit: 'off',
    subgraphUrls: new Map(),
    introspection: false,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: () => undefined,
    // The schema has rules; where no caller has a token, nobody asks for keys.
    tokens: { jwksUrl: new URL('http://127.0.0.1:9/') },
    ...options,
  });
  const server = await startServer(gateway, { port: 0, ...limits });
  return {
    url: `${server.url}/graphql`,
    supergraphFile,
    reload: () => gateway.supergraph.reload(),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
