import { getNamedType, GraphQLError, isSpecifiedScalarType, Kind, type ValidationRule, type ValueNode } from 'graphql';

/** Refuses numbers that are too large for a `Float`, such as `1e400`. What a custom scalar accepts is up to its subgraph. */
export const FiniteNumbersRule: ValidationRule = (context) => {
  const check = (node: Extract<ValueNode, { kind: Kind.INT | Kind.FLOAT }>) => {
    const type = getNamedType(context.getInputType());
    if (!type || !isSpecifiedScalarType(type) || Number.isFinite(Number(node.value))) return;
    context.reportError(new GraphQLError('A number is too large.', { nodes: node }));
  };
  return { [Kind.INT]: check, [Kind.FLOAT]: check };
};
