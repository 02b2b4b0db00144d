import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { CompiledEntityFetch, CompiledFetch } from '../compile/compiledPlan.ts';
import { compileRequest } from '../compile/compileRequest.ts';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';

const known = new WeakMap<CompiledFetch, Map<string, CompiledFetch | undefined>>();

/** The fetch without the refused fields, cached; undefined when nothing is left to fetch. */
export function withoutFields<Fetch extends CompiledFetch>(
  fetch: Fetch,
  refused: ReadonlySet<string>,
  types: SupergraphTypes,
): Fetch | undefined {
  if (refused.size === 0) return fetch;
  let variants = known.get(fetch);
  if (!variants) known.set(fetch, (variants = new Map()));
  const name = [...refused].sort().join(' ');
  if (!variants.has(name)) variants.set(name, compileWithout(fetch, refused, types));
  return variants.get(name) as Fetch | undefined;
}

function compileWithout(
  fetch: CompiledFetch | CompiledEntityFetch,
  refused: ReadonlySet<string>,
  types: SupergraphTypes,
): CompiledFetch | undefined {
  const isEntities = 'representation' in fetch;
  const document = prune(parse(fetch.query, { noLocation: true }), refused, isEntities);
  if (!document) return undefined;
  const operation = document.definitions.find(isOperation) as OperationDefinitionNode;
  const left = new Set(operation.variableDefinitions?.map(({ variable }) => JSON.stringify(variable.name.value)));
  const query = print(document);
  return {
    ...fetch,
    variables: fetch.variables.filter(({ label }) => left.has(label.slice(0, -1))),
    ...compileRequest(query, fetch.operationName, isEntities ? undefined : types.roots[operation.operation], types),
    ...('signature' in fetch && { signature: `${fetch.signature} without ${[...refused].sort().join(' ')}` }),
  };
}

/** The document without the refused fields and without the variables that only these used. */
function prune(document: DocumentNode, refused: ReadonlySet<string>, isEntities: boolean): DocumentNode | undefined {
  const operation = inlineFragments(document);
  const selections = isEntities
    ? operation.selectionSet.selections.flatMap((selection) => withinEntities(selection, refused))
    : keep(operation.selectionSet, '', refused).selections;
  if (!selections.some(asksSomething)) return undefined;
  const left = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  return { ...document, definitions: [withoutUnusedVariables(left)] };
}

/** `_entities` with the fields that are not refused; empty when none is left. */
function withinEntities(selection: SelectionNode, refused: ReadonlySet<string>): SelectionNode[] {
  if (selection.kind !== Kind.FIELD || !selection.selectionSet) return [];
  const selectionSet = keep(selection.selectionSet, '', refused);
  return selectionSet.selections.some(asksSomething) ? [{ ...selection, selectionSet }] : [];
}

/** A selection set without the fields at refused paths, and without objects that this leaves empty. */
function keep(set: SelectionSetNode, above: string, refused: ReadonlySet<string>): SelectionSetNode {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    const path = selection.kind === Kind.FIELD ? above + (selection.alias ?? selection.name).value : undefined;
    if (path !== undefined && refused.has(path)) return [];
    if (!selection.selectionSet) return [selection];
    const inner = keep(selection.selectionSet, path === undefined ? above : `${path}.`, refused);
    const isEmptied = selection.selectionSet.selections.some(asksSomething) && !inner.selections.some(asksSomething);
    return isEmptied ? [] : [{ ...selection, selectionSet: inner }];
  });
  return { ...set, selections };
}

/** Whether a selection holds any field besides `__typename`, which alone needs no fetch. */
function asksSomething(selection: SelectionNode): boolean {
  if (selection.kind === Kind.FIELD) return selection.name.value !== '__typename';
  return selection.kind === Kind.FRAGMENT_SPREAD || selection.selectionSet.selections.some(asksSomething);
}

/** The operation with its fragments inlined: they may select refused fields. */
function inlineFragments({ definitions }: DocumentNode): OperationDefinitionNode {
  const fragments = new Map(
    definitions.flatMap((item) => (item.kind === Kind.FRAGMENT_DEFINITION ? [[item.name.value, item] as const] : [])),
  );
  const operation = definitions.find(isOperation) as OperationDefinitionNode;
  return visit(operation, {
    [Kind.FRAGMENT_SPREAD]: ({ name, directives }) => {
      const fragment = fragments.get(name.value);
      if (!fragment) return undefined;
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
    },
  });
}

function withoutUnusedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  const { variableDefinitions = [], ...rest } = operation;
  visit(rest, { [Kind.VARIABLE]: ({ name }) => void used.add(name.value) });
  return {
    ...operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
  };
}

function isOperation(item: DocumentNode['definitions'][number]): item is OperationDefinitionNode {
  return item.kind === Kind.OPERATION_DEFINITION;
}
