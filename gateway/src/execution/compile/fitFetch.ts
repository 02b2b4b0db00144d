import {
  type DirectiveNode,
  DirectiveLocation,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isSpecifiedDirective,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { FetchNode } from '../../planning/plan.ts';
import { renameTypes, type RootNames } from '../../core/typeNames.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** A planned fetch that has been adapted to its subgraph. */
export interface FittedFetch {
  node: FetchNode;
  /** The root types whose names in the subgraph must be known before the fetch is sent. */
  roots: readonly (keyof RootNames)[];
}

export type FitFetch = (node: FetchNode) => FittedFetch;

/** Makes the function that adapts the fetches of a client's operation to their subgraphs. */
export type CreateFetchFitter = (operation: OperationDefinitionNode) => FitFetch;

const operationLocations = {
  query: DirectiveLocation.QUERY,
  mutation: DirectiveLocation.MUTATION,
  subscription: DirectiveLocation.SUBSCRIPTION,
} as const;

/**
 * Does what Apollo's planner leaves undone. A directive is kept only where its definition allows it: inlining fragments and fetching a
 * mutation's entities by queries change its location. A type condition on a root type is kept only where it is needed, since the subgraph
 * may have another name for the type. `fromPlanner` are the supergraph's type names by the planner's.
 */
export function createFetchFitters(
  schema: GraphQLSchema,
  types: SupergraphTypes,
  fromPlanner: ReadonlyMap<string, string>,
): CreateFetchFitter {
  const hasDirectives = schema.getDirectives().some((item) => !isSpecifiedDirective(item) && item.name !== 'defer');

  return (client) => (node) => {
    const mayNameRoot = fromPlanner.size > 0 || types.hasAbstractRoots || types.namesRoot(node.operation);
    if (!hasDirectives && !mayNameRoot) return { node, roots: [] };
    const document = renameTypes(parse(node.operation, { noLocation: true }), fromPlanner);
    const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
    if (!operation) return { node, roots: [] };
    const { selectionSet, roots } = fitSelections(operation, node, types, schema);
    const directives = hasDirectives
      ? standing(client.directives, operationLocations[operation.operation], schema)
      : [];
    const fitted = withUsedVariables({ ...operation, directives, selectionSet }, client, schema);
    return { node: { ...withOperation(node, fitted, document) }, roots: [...roots] };
  };
}

function withOperation(node: FetchNode, fitted: OperationDefinitionNode, document: DocumentNode): FetchNode {
  const definitions = document.definitions.map((item) => (item.kind === Kind.OPERATION_DEFINITION ? fitted : item));
  const contextual = new Set(node.contextArguments?.map(({ variable }) => variable));
  const names = fitted.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  return {
    ...node,
    operation: stripIgnoredCharacters(print({ ...document, definitions })),
    variables: names.filter((name) => name !== 'representations' && !contextual.has(name)),
  };
}

function fitSelections(
  operation: OperationDefinitionNode,
  { requires }: FetchNode,
  types: SupergraphTypes,
  schema: GraphQLSchema,
): { selectionSet: SelectionSetNode; roots: ReadonlySet<keyof RootNames> } {
  const roots = new Set<keyof RootNames>();

  function inSet({ selections }: SelectionSetNode, type: string | undefined): SelectionSetNode {
    const fitted = selections.flatMap((selection) => inSelection(selection, type));
    return { kind: Kind.SELECTION_SET, selections: fitted };
  }

  function inSelection(selection: SelectionNode, type: string | undefined): SelectionNode[] {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return inFragment(selection, type);
    return [inField(selection, type)];
  }

  function inField(field: FieldNode, type: string | undefined): FieldNode {
    const output = type === undefined ? undefined : types.outputOf(type, field.name.value);
    // The subgraph answers with its own names for these types.
    if (output !== undefined) for (const kind of types.rootsAmong(output)) roots.add(kind);
    const directives = standing(field.directives, DirectiveLocation.FIELD, schema);
    return { ...field, directives, ...(field.selectionSet && { selectionSet: inSet(field.selectionSet, output) }) };
  }

  function inFragment(fragment: InlineFragmentNode, type: string | undefined): SelectionNode[] {
    const condition = fragment.typeCondition?.name.value;
    const directives = standing(fragment.directives, DirectiveLocation.INLINE_FRAGMENT, schema);
    const selectionSet = inSet(fragment.selectionSet, condition ?? type);
    const kind = condition === undefined ? undefined : types.rootKind(condition);
    if (kind && condition !== type) roots.add(kind);
    const isSaid = kind !== undefined && condition === type;
    if (!isSaid) return [{ ...fragment, directives, selectionSet }];
    if (directives.length === 0) return [...selectionSet.selections];
    return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet }];
  }

  const rootType = requires ? undefined : types.roots[operation.operation];
  return { selectionSet: inSet(operation.selectionSet, rootType), roots };
}

/** The directives that are allowed at a location. */
function standing(
  directives: readonly DirectiveNode[] = [],
  location: DirectiveLocation,
  schema: GraphQLSchema,
): readonly DirectiveNode[] {
  return directives.filter(({ name }) => schema.getDirective(name.value)?.locations.includes(location));
}

/** The operation with definitions of the variables that it uses, as the client wrote them. */
function withUsedVariables(
  operation: OperationDefinitionNode,
  client: OperationDefinitionNode,
  schema: GraphQLSchema,
): OperationDefinitionNode {
  const used = new Set<string>();
  visit({ ...operation, variableDefinitions: [] }, { [Kind.VARIABLE]: ({ name }) => void used.add(name.value) });
  const definitions = new Map<string, VariableDefinitionNode>();
  for (const item of [...(operation.variableDefinitions ?? []), ...(client.variableDefinitions ?? [])])
    if (used.has(item.variable.name.value)) definitions.set(item.variable.name.value, item);
  return {
    ...operation,
    variableDefinitions: [...definitions.values()].map((item) => ({
      ...item,
      directives: standing(item.directives, DirectiveLocation.VARIABLE_DEFINITION, schema) as never,
    })),
  };
}
