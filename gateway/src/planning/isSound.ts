import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fetchesIn } from './fetchesIn.ts';
import { namedTypeOf } from './stepwise/joins.ts';
import type { Knowledge, Source } from './stepwise/knowledge.ts';

const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/**
 * Whether a plan asks every subgraph only for what it can answer: types and fields that it declares, nothing that is external
 * to it on that path, and a field with requirements only together with these.
 */
export function isSound({ node }: QueryPlan, knowledge: Knowledge): boolean {
  const graphs = new Map([...knowledge.joins.services].map(([graph, service]) => [service, graph]));
  return fetchesIn(node).every((fetch) => isSoundFetch(fetch, graphs.get(fetch.serviceName) ?? '', knowledge));
}

function isSoundFetch(fetch: FetchNode, graph: string, knowledge: Knowledge): boolean {
  const { definitions } = parse(fetch.operation, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of definitions) if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);

  function isSoundSet(
    { selections }: SelectionSetNode,
    source: Source,
    sent: readonly QueryPlanSelectionNode[],
  ): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return isSoundField(selection, source, sent);
      const { selectionSet, type } = fragmentOf(selection, source.type);
      return (
        knowledge.joins.types.get(type)?.graphs.has(graph) === true &&
        isSoundSet(selectionSet, { ...source, type }, sent)
      );
    });
  }

  function isSoundField(node: FieldNode, source: Source, sent: readonly QueryPlanSelectionNode[]): boolean {
    const name = node.name.value;
    if (name === '__typename') return true;
    const field = knowledge.fieldAt(graph, source.type, name);
    if (!field) return false;
    const isProvided = knowledge.providedNodes(source, name).length > 0;
    if (!isProvided && (field.isExternal || !hasRequired(field.requires, source, sent))) return false;
    if (!node.selectionSet) return true;
    const provided = [field.provides, ...knowledge.providedNodes(source, name).map(({ selectionSet }) => selectionSet)];
    const below = { graph, type: namedTypeOf(field.type), provided: provided.flatMap((set) => set?.selections ?? []) };
    return isSoundSet(node.selectionSet, below, []);
  }

  /** What a field requires is sent, or provided on the path. */
  function hasRequired(
    requires: SelectionSetNode | undefined,
    source: Source,
    sent: readonly QueryPlanSelectionNode[],
  ): boolean {
    if (!requires || isSent(requires, sent)) return true;
    return [...knowledge.fieldsIn(requires.selections, source.type).keys()].every((name) =>
      knowledge.answered(source, name),
    );
  }

  function fragmentOf(selection: Exclude<SelectionNode, FieldNode>, type: string) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return { selectionSet: selection.selectionSet, type: selection.typeCondition?.name.value ?? type };
    }
    const { selectionSet, typeCondition } = fragments.get(selection.name.value) as FragmentDefinitionNode;
    return { selectionSet, type: typeCondition.name.value };
  }

  return definitions.every((item) => {
    if (item.kind !== Kind.OPERATION_DEFINITION) return true;
    if (!fetch.requires) {
      return isSoundSet(item.selectionSet, { graph, type: rootTypes[item.operation], provided: [] }, []);
    }
    const sent = fetch.requires;
    return item.selectionSet.selections.every(
      (field) =>
        field.kind === Kind.FIELD &&
        field.selectionSet !== undefined &&
        isSoundSet(field.selectionSet, { graph, type: '', provided: [] }, sent),
    );
  });
}

/** Whether what a field requires is sent along, as far as its names tell. */
function isSent({ selections }: SelectionSetNode, sent: readonly QueryPlanSelectionNode[]): boolean {
  const names = new Set(namesIn(sent));
  return selections.every((selection) => selection.kind !== Kind.FIELD || names.has(selection.name.value));
}

function namesIn(selections: readonly QueryPlanSelectionNode[]): string[] {
  return selections.flatMap((selection) =>
    selection.kind === 'Field' ? [selection.name] : namesIn(selection.selections),
  );
}
