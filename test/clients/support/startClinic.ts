import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWasl, startGateway, type StartedGateway } from '../../gateway/support/startGateway.ts';
import { createTopic, startEventSubgraph, type Topic } from '../../gateway/support/startEventSubgraph.ts';
import { clinicSubgraphs } from '../../support/clinicSubgraphs.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../../support/startTestSubgraphs.ts';

export interface Clinic {
  gateway: StartedGateway;
  subgraphs: RunningSubgraphs;
  /** Where events of `renamed` come from. */
  topic: Topic;
  /** A folder that goes with it. */
  folder: string;
  /** The schema as `wasl schema` prints it. */
  schemaFile: string;
  stop(): Promise<void>;
}

const eventsSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  type Query { broken: String }
  type Subscription { renamed: Patient }
  type Patient @key(fields: "id", resolvable: false) { id: ID! }`;

/** The clinic with ids by which its patients and visits are found: patients have a digit, visits one more. */
const foundById = clinicSubgraphs.map((subgraph) => {
  const found = 'directive @node(ids: String!, checkDigits: Boolean! = false) on FIELD_DEFINITION';
  const link = `@link(url: "https://specs.wasl.sy/node/v1.0", import: ["@node"]) @composeDirective(name: "@node") ${found}`;
  const isRegistry = subgraph.name === 'registry';
  const sdl = isRegistry
    ? subgraph.sdl.replace('patient(id: ID!): Patient', 'patient(id: ID!): Patient @node(ids: "#")')
    : subgraph.sdl.replace('type Patient', 'type Query { visit(id: ID!): Visit @node(ids: "#-#") } type Patient');
  const Query = { visit: (_: unknown, { id }: { id: string }) => ({ id, reason: 'Cough' }) };
  return {
    ...subgraph,
    sdl: sdl.replace('"@requires"])', `"@requires", "@composeDirective"]) ${link}`),
    resolvers: isRegistry ? subgraph.resolvers : { ...subgraph.resolvers, Query },
  };
});

/** `wasl gateway` over patients, their visits, and a subscription. */
export async function startClinic(
  environmentOf: (folder: string) => Record<string, string> = () => ({}),
): Promise<Clinic> {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-clients-'));
  const topic = createTopic();
  const subgraphs = await startTestSubgraphs(foundById);
  const events = await startEventSubgraph('events', eventsSdl, {
    Subscription: { renamed: { subscribe: () => topic.subscribe() } },
  });
  const gateway = await startGateway([...subgraphs.sources, events], environmentOf(folder));
  const schemaFile = join(folder, 'schema.graphql');
  const { output } = await runWasl(['schema', '--supergraph', gateway.supergraphFile]);
  writeFileSync(schemaFile, output);
  return {
    gateway,
    subgraphs,
    topic,
    folder,
    schemaFile,
    async stop() {
      await gateway.stop();
      await events.stop();
      await subgraphs.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
