import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { fragmentsOf } from '../core/documentParts.ts';
import type { AskedField, AskedNode, AskedRoot } from './askedNodes.ts';
import type { OperationParts } from './plainOperation.ts';
import type { Nodes } from './readNodes.ts';
import { usedParts } from './usedParts.ts';
import { createSelectionWriter } from './writeSelections.ts';

/** How parts of an expanded operation are called. */
export interface NodeNames {
  /** Response key, and variable, of the object at a place; of equal ids in one list the first place alone has one. */
  at(key: string, place: number): string;
  /** The place that a response key stands for; undefined for one of the client's. */
  placeOf(name: string): { key: string; place: number } | undefined;
  /** Response key of the `__typename` where nothing else is asked of an object. */
  typename: string;
}

/** Names that a document does not use. */
export function nodeNames(document: DocumentNode): NodeNames {
  const used: string[] = [];
  visit(document, { [Kind.NAME]: ({ value }) => void used.push(value) });
  let prefix = 'waslNode';
  while (used.some((name) => name.startsWith(prefix))) prefix = `${prefix}_`;
  return {
    at: (key, place) => `${prefix}${place}_${key}`,
    placeOf(name) {
      const [, place, key] = name.startsWith(prefix) ? (/^(\d+)_(.*)$/.exec(name.slice(prefix.length)) ?? []) : [];
      return place === undefined || key === undefined ? undefined : { key, place: Number(place) };
    },
    typename: `${prefix}typename`,
  };
}

/** What an expanded operation depends on besides the operation: the types that are asked for, and where. */
export function expansionKey({ fields }: AskedRoot): string {
  return [...fields]
    .map(([key, { asked }]) => `${key}:${asked.map((node, place) => shapeAt(asked, node, place)).join()}`)
    .join(';');
}

function shapeAt(asked: AskedField['asked'], node: AskedNode | undefined, place: number): string {
  if (!node) return '';
  const first = firstPlace(asked, node);
  return first === place ? node.type.typeName : String(first);
}

/** The first place of an id in a list. */
export function firstPlace(asked: AskedField['asked'], { id }: AskedNode): number {
  return asked.findIndex((other) => other?.id === id);
}

/** The values of the variables that an expanded operation has for its ids. */
export function nodeVariables({ fields }: AskedRoot, names: NodeNames): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, { asked }] of fields)
    asked.forEach((node, place) => {
      if (node && firstPlace(asked, node) === place) values[names.at(key, place)] = node.id;
    });
  return values;
}

/**
 * Writes an operation with each `node` as the root field of the id's type, and each object of `nodes` as one by itself. From there on it is an
 * ordinary operation, so that every rule, limit and record decision holds as for those fields. An id that leads nowhere is not asked for.
 */
export function expandNodes(
  { document, operation }: OperationParts,
  asked: AskedRoot,
  names: NodeNames,
  schema: GraphQLSchema,
  nodes: Nodes,
): OperationParts {
  const fragments = fragmentsOf(document);
  const writer = createSelectionWriter(schema, nodes, fragments);
  const root = schema.getQueryType() as GraphQLObjectType;
  const typename: FieldNode = { kind: Kind.FIELD, alias: nameNode(names.typename), name: nameNode('__typename') };
  const definitions: VariableDefinitionNode[] = Object.keys(nodeVariables(asked, names)).map((name) => ({
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(name) },
    type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: nameNode('ID') } },
  }));

  /** The root's selections, with its fragments written out: they may hold `node`. */
  function writeRoot({ selections }: SelectionSetNode): SelectionNode[] {
    return selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return writeField(selection);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const inner = fragment ? writeRoot(fragment.selectionSet) : [];
      if (inner.length === 0) return [];
      const directives = selection.directives?.filter(({ name }) => name.value !== 'defer') ?? [];
      return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet: setOf(inner) }];
    });
  }

  function writeField(field: FieldNode): SelectionNode[] {
    const key = (field.alias ?? field.name).value;
    const { value: name } = field.name;
    if (name !== 'node' && name !== 'nodes') return [...(writer.write(setOf([field]), root)?.selections ?? [])];
    const found = asked.fields.get(key);
    // Absent where a condition leaves the field out.
    if (!found) return [];
    return found.asked.flatMap((node, place) => {
      if (!node || firstPlace(found.asked, node) !== place) return [];
      const own = names.at(key, place);
      return [writeNode(field, node, own, found.isList ? own : key)];
    });
  }

  function writeNode(field: FieldNode, { type }: AskedNode, variable: string, key: string): FieldNode {
    const { typeName, field: name, key: argument } = type;
    const on = schema.getType(typeName) as GraphQLObjectType;
    const id: ArgumentNode = {
      kind: Kind.ARGUMENT,
      name: nameNode(argument),
      value: { kind: Kind.VARIABLE, name: nameNode(variable) },
    };
    const selectionSet = field.selectionSet && (writer.write(field.selectionSet, on) ?? setOf([typename]));
    return {
      ...field,
      alias: nameNode(key),
      name: nameNode(name),
      arguments: [id],
      ...(selectionSet && { selectionSet }),
    };
  }

  const selections = writeRoot(operation.selectionSet);
  const variableDefinitions = [...(operation.variableDefinitions ?? []), ...definitions];
  const selectionSet = setOf(selections.length > 0 ? selections : [typename]);
  const parts = usedParts({ ...operation, variableDefinitions, selectionSet }, writtenFragments(fragments, writer));
  // The objects of a list are put together once all are there.
  return [...asked.fields.values()].some(({ isList }) => isList) ? withoutDefer(parts) : parts;
}

function withoutDefer({ document }: OperationParts): OperationParts {
  const whole = visit(document, { [Kind.DIRECTIVE]: ({ name }) => (name.value === 'defer' ? null : undefined) });
  return { document: whole, operation: whole.definitions[0] as OperationParts['operation'] };
}

function writtenFragments(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  writer: ReturnType<typeof createSelectionWriter>,
): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    [...fragments].flatMap(([name, fragment]) => {
      const own = writer.writeFragment(fragment);
      return own ? [[name, own] as const] : [];
    }),
  );
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
