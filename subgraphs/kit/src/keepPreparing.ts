import { randomUUID } from 'node:crypto';
import type { LogFailure } from '@wasl/subgraph-sdk';
import type { Database } from './database/database.ts';
import { migrate, seed } from './prepareDatabase.ts';
import type { DatabaseClient, SubgraphDefinition } from './subgraph.ts';

const pauseMs = 1_000;

export interface Readiness {
  isReady(): boolean;
  /** The first attempt; rejects when it failed. */
  first: Promise<void>;
  giveUp(): void;
}

/** Migrates and seeds, again every second until it works: a ministry's database may come up after its subgraph. */
export function keepPreparing<Db extends DatabaseClient, Context extends object>(
  subgraph: SubgraphDefinition<Db, Context>,
  database: Database,
  demoPatients: number,
  log: LogFailure,
): Readiness {
  let ready = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function attempt(): Promise<void> {
    await migrate(subgraph.name, database);
    if (demoPatients > 0) await seed(subgraph, database, demoPatients);
    ready = true;
  }
  function again(): void {
    if (stopped) return;
    timer = setTimeout(() => attempt().catch(again), pauseMs);
  }
  const first = attempt();
  first.catch((error: unknown) => {
    if (!stopped) log(randomUUID(), error);
    again();
  });
  return {
    isReady: () => ready,
    first,
    giveUp() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
