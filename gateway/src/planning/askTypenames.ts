import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fetchesIn } from './fetchesIn.ts';
import { namedTypeOf } from './stepwise/joins.ts';
import type { Knowledge } from './stepwise/knowledge.ts';
import { readWhole } from './stepwise/planStepwise.ts';

/**
 * Asks for the type of objects where a subgraph declares an object type and the supergraph an interface or union: Apollo's
 * planner does not, but clients may ask for fields of that type alone.
 */
export function askTypenames({ node }: QueryPlan, knowledge: Knowledge): void {
  const graphs = new Map([...knowledge.joins.services].map(([graph, service]) => [service, graph]));
  for (const fetch of fetchesIn(node)) {
    const graph = graphs.get(fetch.serviceName) ?? '';
    const document = parse(fetch.operation, { noLocation: true });
    const { operation, rootType, selections } = readWhole(document);
    let isChanged = false;

    const complete = (given: readonly SelectionNode[], type: string): SelectionNode[] =>
      given.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          return withSet(
            selection,
            complete(selection.selectionSet.selections, selection.typeCondition?.name.value ?? type),
          );
        }
        const field = knowledge.fieldAt(graph, type, selection.name.value);
        const declared = field ? namedTypeOf(field.type) : '';
        const inner = complete(selection.selectionSet.selections, declared);
        const output = knowledge.outputOf(type, selection.name.value);
        if (!field || !output || !knowledge.isAbstract(namedTypeOf(output)) || knowledge.isAbstract(declared)) {
          return withSet(selection, inner);
        }
        isChanged = true;
        return withSet(selection, [typename, ...inner]);
      });

    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: complete(selections, rootType) };
    const changed: DocumentNode = { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] };
    if (isChanged) fetch.operation = print(changed);
  }
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function withSet<Node extends SelectionNode>(node: Node, selections: readonly SelectionNode[]): Node {
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}
