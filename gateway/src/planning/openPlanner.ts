import { WaslError } from '@wasl/schema/errors.ts';
import type { QueryPlan } from './plan.ts';
import type { PlanRequest } from './thread/plannerMessages.ts';
import { createPlanningQueue } from './thread/planningQueue.ts';
import { ThreadEnded, type PlanningThread } from './thread/planningThread.ts';

/** Plans operations on one supergraph, away from the thread that answers requests. */
export interface Planner {
  /** The API schema: what clients see of the supergraph. */
  schemaSdl: string;
  /**
   * Plans the documents of one operation, in turn with those of other owners. @throws WaslError PLANNING_FAILED when there is no plan, or none
   * within the deadline; OVERLOADED or RATE_LIMITED when too much is waiting.
   */
  plan(request: PlanRequest, owner?: string): Promise<PlannedOperation>;
  close(): Promise<void>;
}

export interface PlannedOperation {
  /** One for each document. */
  plans: readonly QueryPlan[];
  /** Length of the plans as JSON. */
  size: number;
}

export interface PlannerOptions {
  /**
   * Milliseconds that planning one operation may take. Default 5 000; past it the operation is refused. Apollo's planner has half of it,
   * less the time that the operation waited in the queue; stepwise planning has all of it, for its thread may have to start.
   */
  planningDeadlineMs?: number | undefined;
  /** Never ask Apollo's planner. Default false. */
  isStepwise?: boolean;
}

const loadDeadlineMs = 120_000;

/** The planning threads serve every supergraph of the process. */
const queue = createPlanningQueue();
let lastSupergraph = 0;

/** How many operations of this process wait for a planning thread. */
export const waitingForPlanner = (): number => queue.waiting();

/** Loads a supergraph into a planning thread. @throws Error when Apollo's gateway refuses it. */
export async function openPlanner(sdl: string, options: PlannerOptions = {}): Promise<Planner> {
  const { planningDeadlineMs = 5_000, isStepwise = false } = options;
  lastSupergraph += 1;
  const supergraph = lastSupergraph;
  const schemaSdl = await queue.run((thread) => thread.ask({ kind: 'load', supergraph, sdl }, loadDeadlineMs));
  let isOpen = true;

  async function plan(thread: PlanningThread, request: PlanRequest, waitedMs: number): Promise<string> {
    if (!isOpen) throw new Error('The supergraph is closed.');
    const apolloMs = isStepwise ? 0 : planningDeadlineMs / 2 - waitedMs;
    if (apolloMs > 0) {
      if (!thread.loaded.has(supergraph)) await thread.ask({ kind: 'load', supergraph, sdl }, loadDeadlineMs);
      try {
        return await thread.ask({ kind: 'plan', supergraph, request }, apolloMs);
      } catch (error) {
        if (!(error instanceof ThreadEnded)) throw error;
      }
    }
    return thread.ask({ kind: 'planStepwise', supergraph, sdl, request }, planningDeadlineMs);
  }

  return {
    schemaSdl,
    async plan(request, owner) {
      const text = await queue
        .run((thread, waitedMs) => plan(thread, request, waitedMs), owner)
        .catch((cause: unknown) => {
          if (cause instanceof WaslError) throw cause;
          const details = cause instanceof ThreadEnded ? { deadlineMs: planningDeadlineMs } : {};
          throw new WaslError('PLANNING_FAILED', details, { cause });
        });
      return { plans: JSON.parse(text) as QueryPlan[], size: text.length };
    },
    async close() {
      isOpen = false;
      for (const thread of queue.threads()) thread.unload(supergraph);
    },
  };
}
