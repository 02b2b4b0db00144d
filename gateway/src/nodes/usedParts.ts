import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** A document of one operation, without fragments that it does not spread and variables that it does not use. */
export function usedParts(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): { document: DocumentNode; operation: OperationDefinitionNode } {
  const used = new Map<string, FragmentDefinitionNode>();
  const names = new Set<string>();
  function read(node: SelectionSetNode | OperationDefinitionNode['directives']): void {
    const parts = node && 'kind' in node ? [node] : (node ?? []);
    for (const part of parts)
      visit(part, {
        [Kind.VARIABLE]: ({ name }) => void names.add(name.value),
        [Kind.FRAGMENT_SPREAD]: ({ name }) => {
          const fragment = fragments.get(name.value);
          if (!fragment || used.has(name.value)) return;
          used.set(name.value, fragment);
          read(fragment.selectionSet);
          read(fragment.directives);
        },
      });
  }
  read(operation.selectionSet);
  read(operation.directives);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => names.has(variable.name.value));
  const left: OperationDefinitionNode = { ...operation, ...(variableDefinitions && { variableDefinitions }) };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [left, ...used.values()] };
  return { operation: left, document: { ...document, tokenCount: nodesIn(document) } };
}

/** The nodes of a document, which take about as much memory as so many tokens. */
function nodesIn(document: DocumentNode): number {
  let count = 0;
  visit(document, { enter: () => void (count += 1) });
  return count;
}
