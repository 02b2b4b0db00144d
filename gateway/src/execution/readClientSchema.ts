import type { DocumentNode, GraphQLSchema } from 'graphql';
import { openPlanner } from '../planning/openPlanner.ts';
import { keepSchemaLiterals } from './literals/keepSchemaLiterals.ts';
import { createPlannerSchema } from './plannerSchema.ts';

/**
 * The schema of a supergraph as clients see it, without an executor. `supergraphSdl` is the supergraph as Apollo's planner takes it: without
 * field rules. @throws Error when the supergraph cannot be loaded
 */
export async function readClientSchema(supergraph: DocumentNode, supergraphSdl: string): Promise<GraphQLSchema> {
  const plannerSchema = createPlannerSchema(supergraph, supergraphSdl);
  const planner = await openPlanner(keepSchemaLiterals(plannerSchema.supergraphSdl).sdl);
  try {
    return plannerSchema.clientSchema(planner.schemaSdl);
  } finally {
    await planner.close();
  }
}
