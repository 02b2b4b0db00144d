import {
  type DefinitionNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { CompiledEntityFetch } from './compiledPlan.ts';

export interface MergedQuery {
  /** Request body up to its variables. */
  head: string;
}

const known = new WeakMap<CompiledEntityFetch, LRUCache<string, MergedQuery>>();

/** One query for several entity fetches of a plan: the n-th asks for `_entities<n>` with `$representations<n>`. */
export function mergedQuery(fetches: readonly CompiledEntityFetch[]): MergedQuery {
  const [first] = fetches;
  if (!first) throw new Error('Nothing to merge.');
  let merged = known.get(first);
  if (!merged) {
    merged = new LRUCache({ max: 32 });
    known.set(first, merged);
  }
  const key = fetches.map(({ id }) => id).join();
  let query = merged.get(key);
  if (!query) {
    query = { head: `{"query":${JSON.stringify(merge(fetches))},"variables":{` };
    merged.set(key, query);
  }
  return query;
}

function merge(fetches: readonly CompiledEntityFetch[]): string {
  const variables = new Map<string, VariableDefinitionNode>();
  const parts = fetches.map(({ query }, index) => renamed(parse(query, { noLocation: true }), index));
  const operations = parts.flatMap(({ definitions }) => definitions.filter(isOperation));
  const fragments = parts.flatMap(({ definitions }) => definitions.filter((item) => !isOperation(item)));
  for (const { variableDefinitions = [] } of operations) {
    for (const definition of variableDefinitions) variables.set(definition.variable.name.value, definition);
  }
  const operation: OperationDefinitionNode = {
    ...(operations[0] as OperationDefinitionNode),
    variableDefinitions: [...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections: operations.flatMap((item) => item.selectionSet.selections) },
  };
  delete (operation as { name?: unknown }).name;
  return stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }));
}

/** Gives a query's own things a number: the entities, their representations, and fragments. */
function renamed(document: DocumentNode, index: number): DocumentNode {
  const numbered = (value: string) => ({ kind: Kind.NAME as const, value: `${value}${index}` });
  return visit(document, {
    [Kind.VARIABLE]: (node) =>
      node.name.value === 'representations' ? { ...node, name: numbered('representations') } : undefined,
    [Kind.FIELD]: {
      leave: (node) => (node.name.value === '_entities' ? { ...node, alias: numbered('_entities') } : undefined),
    },
    [Kind.FRAGMENT_SPREAD]: (node) => ({ ...node, name: numbered(node.name.value) }),
    [Kind.FRAGMENT_DEFINITION]: {
      leave: (node) => ({ ...node, name: numbered(node.name.value) }),
    },
  });
}

function isOperation(definition: DefinitionNode): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}
