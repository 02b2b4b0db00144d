import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { OperationCost } from '../../core/operationCost.ts';
import { type CostAnnotations, noAnnotations } from './costAnnotations.ts';
import { evaluate, nothing } from './costExpression.ts';
import { costliestPath } from './costliestPath.ts';
import { createInputCosts } from './inputCost.ts';
import { OperationCosts } from './operationCosts.ts';

export interface CostOptions {
  /** How many items a list is taken to have where the schema does not say it. Default 10. */
  assumedListSize?: number | undefined;
}

/** Reads what an operation costs. It must be valid. @throws WaslError OPERATION_TOO_LARGE, GraphQLError where a list needs a size */
export type CompileCost = (document: DocumentNode, operation: OperationDefinitionNode) => OperationCost;

/**
 * Makes what reads costs by the IBM cost specification: each object costs the weight of its type, 1 where nothing is said, and what is
 * selected of it; a list costs that for each of its items; a field, an argument and an input field cost what `@cost` says, once each time.
 */
export function createCompileCost(
  schema: GraphQLSchema,
  annotations: CostAnnotations = noAnnotations,
  { assumedListSize = 10 }: CostOptions = {},
): CompileCost {
  const costing = { schema, annotations, assumedListSize, inputCosts: createInputCosts(annotations) };
  return (document, operation) => {
    const costs = new OperationCosts(costing, document, operation);
    const root = schema.getRootType(operation.operation);
    const whole = root ? costs.ofObject(root, [operation.selectionSet]) : nothing;
    return {
      estimate: (variables) => evaluate(whole, variables),
      costliestPath: (variables) => costliestPath(whole, variables),
      isAnnotated: annotations.isAnnotated,
      parts: costs.steps,
    };
  };
}
