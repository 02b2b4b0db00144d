import { createExecutor } from '@wasl/gateway/execution/createExecutor';
import type { Executor } from '@wasl/gateway/execution/executor';
import type { Transport } from '@wasl/gateway/subgraphs/transport';
import type { DocumentNode } from 'graphql';
import { createApolloExecutor } from '../../support/apolloExecutor.ts';

/** Makes an executor for a supergraph; `plannable` is the same without security directives. */
export type CreateExecutor = (supergraph: DocumentNode, plannable: string, transport: Transport) => Promise<Executor>;

/** The executor that the gateway runs. */
export const createOurs: CreateExecutor = createExecutor;

/** The same, without Apollo's planner. */
export const createStepwise: CreateExecutor = (supergraph, plannable, transport) =>
  createExecutor(supergraph, plannable, transport, { isStepwise: true });

/** Apollo's own, which answers most operations rightly. */
export const createOracle: CreateExecutor = (_, plannable, transport) => createApolloExecutor(plannable, transport);
