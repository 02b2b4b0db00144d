import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { OperationCost } from '../../core/operationCost.ts';
import { type CostAnnotations, noAnnotations } from './costAnnotations.ts';
import { evaluate, nothing } from './costExpression.ts';
import { costliestPath } from './costliestPath.ts';
import { createInputCosts } from './inputCost.ts';
import { OperationCosts } from './operationCosts.ts';

export interface CostOptions {
  /** Assumed number of items of a list without an annotation. Default 10. */
  assumedListSize?: number | undefined;
}

/** Compiles the cost of a valid operation. @throws WaslError OPERATION_TOO_LARGE, GraphQLError where a list needs a size */
export type CompileCost = (document: DocumentNode, operation: OperationDefinitionNode) => OperationCost;

/**
 * Makes the compiler of costs by the IBM cost specification: an object costs the weight of its type (default 1) plus its selections; a list
 * costs that for each item; a field, an argument and an input field each cost their `@cost` every time they are used.
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
