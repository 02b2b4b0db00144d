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

/** `wasl gateway` over patients, their visits, and a subscription. */
export async function startClinic(
  environmentOf: (folder: string) => Record<string, string> = () => ({}),
): Promise<Clinic> {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-clients-'));
  const topic = createTopic();
  const subgraphs = await startTestSubgraphs(clinicSubgraphs);
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
