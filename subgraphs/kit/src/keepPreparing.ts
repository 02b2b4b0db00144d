import { randomUUID } from 'node:crypto';
import type { LogFailure } from '@wasl/subgraph-sdk';
import { OperatorError } from './operatorError.ts';

const pauseMs = 1_000;

export interface Readiness {
  isReady(): boolean;
  /** The first attempt; rejects when it failed. */
  first: Promise<void>;
  /** The first attempt; rejects only when no other attempt can help, and an operator has to. */
  firstIfFinal(): Promise<void>;
  giveUp(): void;
}

/** Prepares a database, again every second until it works: a ministry's database may come up after its subgraph. */
export function keepPreparing(prepare: () => Promise<void>, log: LogFailure): Readiness {
  let ready = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let logged = '';

  async function attempt(): Promise<void> {
    await prepare();
    ready = true;
  }
  function again(cause: unknown): void {
    if (stopped) return;
    const kind = cause instanceof OperatorError ? cause.name : 'any';
    if (kind !== logged) log(randomUUID(), cause);
    logged = kind;
    timer = setTimeout(() => attempt().catch(again), pauseMs);
  }
  const first = attempt();
  first.catch(again);
  return {
    isReady: () => ready,
    first,
    firstIfFinal: () =>
      first.catch((error: unknown) => {
        if (error instanceof OperatorError) throw error;
      }),
    giveUp() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
