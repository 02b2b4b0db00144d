import { GraphQLError, Kind, type ValidationRule, type ValueNode } from 'graphql';

/** Refuses numbers that are too large to be one, such as `1e400`: they would be read as infinite, and no answer holds that. */
export const FiniteNumbersRule: ValidationRule = (context) => {
  const check = (node: Extract<ValueNode, { kind: Kind.INT | Kind.FLOAT }>) => {
    if (Number.isFinite(Number(node.value))) return;
    context.reportError(new GraphQLError('A number is too large.', { nodes: node }));
  };
  return { [Kind.INT]: check, [Kind.FLOAT]: check };
};
