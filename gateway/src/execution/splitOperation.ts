import { WaslError } from '@wasl/schema/errors.ts';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { onlyTypename } from './conditions.ts';
import type { SupergraphTypes } from './compile/supergraphTypes.ts';

/** An operation split into documents, each of which is planned separately. */
export interface SplitOperation {
  /** `Sequence`: one runs after the other. `Apart`: each fills an answer of its own, and the answers are merged. */
  kind: 'Sequence' | 'Apart';
  documents: readonly DocumentNode[];
}

/**
 * Splits an operation where a single plan of Apollo's would answer wrongly. The root fields of a mutation run one after the other, each
 * with its whole selection set, whereas a plan fetches what is below them last. And fields that `@requires` the same field with different
 * arguments cannot be fetched together, since both values would have one name.
 * @throws WaslError OPERATION_NOT_SUPPORTED where that conflict is below one field of a mutation, which must not run twice.
 */
export function splitOperation(document: DocumentNode, schema: GraphQLSchema, types: SupergraphTypes): SplitOperation {
  const operation = operationOf(document);
  const fragments = fragmentsOf(document);
  if (operation.operation === 'mutation') {
    const fields = byRootKey(operation.selectionSet, fragments);
    fields.delete('__typename');
    const only = (selections: SelectionNode[]) =>
      withUsedParts(document, { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } });
    const documents = fields.size < 2 ? [document] : [...fields.values()].map(only);
    const isOnce = documents.every((one) => conflictFreeGroups(one, schema, types).length < 2);
    if (!isOnce) throw new WaslError('OPERATION_NOT_SUPPORTED');
    return { kind: 'Sequence', documents };
  }
  const groups = conflictFreeGroups(document, schema, types);
  if (groups.length < 2) return { kind: 'Apart', documents: [document] };
  return {
    kind: 'Apart',
    documents: groups.map((group, index) => onlyGroup(document, schema, group, groups, index === 0)),
  };
}

/** The one operation of a document. */
export function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  return definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((item) => (item.kind === Kind.FRAGMENT_DEFINITION ? [[item.name.value, item] as const] : [])),
  );
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The selections of the root, grouped by response key, in order. */
function byRootKey({ selections }: SelectionSetNode, fragments: Fragments): Map<string, SelectionNode[]> {
  const found = new Map<string, SelectionNode[]>();
  const add = (key: string, selection: SelectionNode): void => {
    const known = found.get(key);
    if (known) known.push(selection);
    else found.set(key, [selection]);
  };
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) add((selection.alias ?? selection.name).value, selection);
    else {
      const { directives = [] } = selection;
      for (const [key, inner] of byRootKey(selectionSetOf(selection, fragments), fragments)) {
        const selectionSet = { kind: Kind.SELECTION_SET, selections: inner } as const;
        add(key, { kind: Kind.INLINE_FRAGMENT, directives, selectionSet });
      }
    }
  }
  return found;
}

function selectionSetOf(selection: Exclude<SelectionNode, FieldNode>, fragments: Fragments): SelectionSetNode {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet;
  return fragments.get(selection.name.value)?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
}

/** Groups the fields with requirements so that no two in a group contradict each other; one group when there is no contradiction. */
function conflictFreeGroups(document: DocumentNode, schema: GraphQLSchema, types: SupergraphTypes): Set<string>[] {
  const groups: { fields: Set<string>; required: Map<string, string> }[] = [];
  for (const [field, required] of requirementsIn(document, schema, types)) {
    const fitting = groups.find((group) =>
      [...required].every(([name, text]) => (group.required.get(name) ?? text) === text),
    );
    const group = fitting ?? { fields: new Set(), required: new Map() };
    if (!fitting) groups.push(group);
    group.fields.add(field);
    for (const [name, text] of required) group.required.set(name, text);
  }
  return groups.map(({ fields }) => fields);
}

/** The required fields of each field of an operation: the required field's coordinate, with its arguments as text. */
function requirementsIn(
  document: DocumentNode,
  schema: GraphQLSchema,
  types: SupergraphTypes,
): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  forEachField(document, schema, (coordinate, typeNames, field) => {
    const required = new Map<string, string>();
    for (const typeName of typeNames) collectRequired(typeName, field.name.value, types, required, new Set());
    if (required.size > 0) found.set(coordinate, required);
  });
  return found;
}

function collectRequired(
  typeName: string,
  fieldName: string,
  types: SupergraphTypes,
  required: Map<string, string>,
  visited: Set<string>,
): void {
  const coordinate = `${typeName}.${fieldName}`;
  if (visited.has(coordinate)) return;
  visited.add(coordinate);
  for (const text of types.requirementsOf(typeName, fieldName)) {
    const selectionSet = operationOf(parse(`{${text}}`, { noLocation: true })).selectionSet;
    collectSelected(selectionSet, typeName, types, required, visited);
  }
}

function collectSelected(
  { selections }: SelectionSetNode,
  typeName: string,
  types: SupergraphTypes,
  required: Map<string, string>,
  visited: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      collectSelected(
        selection.selectionSet,
        selection.typeCondition?.name.value ?? typeName,
        types,
        required,
        visited,
      );
    } else if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      const output = types.outputOf(typeName, name);
      required.set(`${typeName}.${name}`, (selection.arguments ?? []).map(print).sort().join());
      collectRequired(typeName, name, types, required, visited);
      if (selection.selectionSet && output) collectSelected(selection.selectionSet, output, types, required, visited);
    }
  }
}

/**
 * The operation with one group's fields. The first group also keeps all fields that belong to no group; the others keep only the fields
 * that lead to theirs.
 */
function onlyGroup(
  document: DocumentNode,
  schema: GraphQLSchema,
  group: ReadonlySet<string>,
  groups: readonly ReadonlySet<string>[],
  isFirst: boolean,
): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  const isOther = (coordinate: string) => !group.has(coordinate) && groups.some((other) => other.has(coordinate));
  const kept = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      [Kind.FIELD]: {
        leave(field: FieldNode) {
          const coordinate = `${typeInfo.getParentType()?.name ?? ''}.${field.name.value}`;
          if (isOther(coordinate)) return null;
          if (isFirst || group.has(coordinate)) {
            return field.selectionSet?.selections.length === 0 ? { ...field, selectionSet: onlyTypename } : undefined;
          }
          return field.selectionSet && field.selectionSet.selections.length > 0 ? undefined : null;
        },
      },
      [Kind.INLINE_FRAGMENT]: {
        leave: ({ selectionSet }) => (selectionSet.selections.length > 0 ? undefined : null),
      },
    }),
  );
  return withUsedParts(kept, operationOf(kept));
}

/** A document of the operation with the fragments and variables that it uses; spreads of empty fragments are removed. */
function withUsedParts(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const isEmpty = (name: string): boolean => fragments.get(name)?.selectionSet.selections.length === 0;
  const clean = <Node extends OperationDefinitionNode | FragmentDefinitionNode>(node: Node): Node =>
    visit(node, {
      [Kind.FRAGMENT_SPREAD]: { leave: ({ name }) => (isEmpty(name.value) ? null : undefined) },
    });
  const used = new Map<string, FragmentDefinitionNode>();
  const names = new Set<string>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      [Kind.VARIABLE_DEFINITION]: () => false,
      [Kind.VARIABLE]: ({ name }) => void names.add(name.value),
      [Kind.FRAGMENT_SPREAD]: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(name.value)) return;
        used.set(name.value, clean(fragment));
        follow(fragment);
      },
    });
  };
  const cleaned = clean(operation);
  follow(cleaned);
  const variableDefinitions =
    cleaned.variableDefinitions?.filter(({ variable }) => names.has(variable.name.value)) ?? [];
  return { ...document, definitions: [{ ...cleaned, variableDefinitions }, ...used.values()] };
}

/** Calls back for every field of a document, with the object types that its parent may be. */
function forEachField(
  document: DocumentNode,
  schema: GraphQLSchema,
  use: (coordinate: string, typeNames: readonly string[], field: FieldNode) => void,
): void {
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      [Kind.FIELD](field: FieldNode) {
        const parent = typeInfo.getParentType();
        if (!parent) return;
        const typeNames = isAbstractType(parent)
          ? schema.getPossibleTypes(parent).map(({ name }) => name)
          : [parent.name];
        use(`${parent.name}.${field.name.value}`, typeNames, field);
      },
    }),
  );
}
