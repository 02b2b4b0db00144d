import { operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { type DocumentNode, printSchema } from 'graphql';
import type { QueryPlan } from '../plan.ts';
import { convertPlan } from './convertPlan.ts';

/** Apollo's planner on one supergraph. */
export interface ApolloPlanner {
  /** The API schema: what clients see of the supergraph. */
  schemaSdl: string;
  /** @throws Error when it knows no plan */
  plan(document: DocumentNode, overrideLabels: readonly string[]): QueryPlan;
  close(): Promise<void>;
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Lets ApolloGateway check a supergraph and make its planner; nothing is ever executed here. @throws Error when it refuses */
export async function createApolloPlanner(supergraphSdl: string): Promise<ApolloPlanner> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: quiet,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { reuseQueryFragments: false, incrementalDelivery: { enableDefer: true } },
  });
  const { schema } = await gateway.load();
  const planner = gateway.__testing().queryPlanner;
  if (!planner) throw new Error('The planner was not made.');
  return {
    schemaSdl: printSchema(schema),
    plan(document, overrideLabels) {
      const operation = operationFromDocument(planner.supergraph.apiSchema(), document, { validate: false });
      const overrideConditions = new Map(overrideLabels.map((label) => [label, true]));
      return convertPlan(planner.buildQueryPlan(operation, { overrideConditions }));
    },
    close: () => gateway.stop(),
  };
}
