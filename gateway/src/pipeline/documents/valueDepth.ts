import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, Kind, type TypeNode, type ValueNode, visit } from 'graphql';

/** Refuses values and types that are nested too deep: later code reads them recursively. @throws WaslError OPERATION_TOO_LARGE */
export function refuseDeepValues(document: DocumentNode, maxDepth: number): void {
  const refuseDeep = (depth: number) => {
    if (depth > maxDepth) throw new WaslError('OPERATION_TOO_LARGE', { maxDepth });
  };

  function value(node: ValueNode, depth: number): void {
    refuseDeep(depth);
    if (node.kind === Kind.LIST) for (const item of node.values) value(item, depth + 1);
    else if (node.kind === Kind.OBJECT) for (const field of node.fields) value(field.value, depth + 1);
  }

  function type(node: TypeNode, depth: number): void {
    refuseDeep(depth);
    if (node.kind !== Kind.NAMED_TYPE) type(node.type, depth + 1);
  }

  visit(document, {
    [Kind.ARGUMENT](node) {
      value(node.value, 0);
      return false;
    },
    [Kind.VARIABLE_DEFINITION](node) {
      type(node.type, 0);
      if (node.defaultValue) value(node.defaultValue, 0);
    },
  });
}
