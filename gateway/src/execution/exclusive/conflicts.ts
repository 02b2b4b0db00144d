import {
  type FieldNode,
  getNamedType,
  GraphQLID,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isNonNullType,
  Kind,
  print,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** The response keys at one place of an operation that stand for different fields, there or below. */
export type Conflicts = ReadonlyMap<string, Conflict>;

export interface Conflict {
  /** The fields under the key differ in name, arguments or directives, or are non-null and not selected on all objects. */
  isOwn: boolean;
  below: Conflicts | undefined;
}

/** A selection set on objects of a declared type. */
export interface DeclaredSelection {
  selectionSet: SelectionSetNode;
  type: GraphQLCompositeType;
}

interface FoundField {
  node: FieldNode;
  output: GraphQLOutputType | undefined;
  /** Index of the selection in which it was found. */
  index: number;
}

/**
 * Finds the conflicts among the selections at one place, whatever the object types; undefined when there are none. Fragments are inlined
 * already. A non-null field that is not selected everywhere is a conflict: fetched for an object that does not select it, its failure would
 * make that object null.
 */
export function findConflicts(selections: readonly DeclaredSelection[], schema: GraphQLSchema): Conflicts | undefined {
  const conflicts = new Map<string, Conflict>();
  for (const [key, fields] of fieldsByKey(selections, schema)) {
    const isPartial = new Set(fields.map(({ index }) => index)).size < selections.length;
    const isOwn = (isPartial && fields.some(mayFail)) || new Set(fields.map(({ node }) => fieldText(node))).size > 1;
    const below = findConflicts(fields.flatMap(selectionBelow), schema);
    if (isOwn || below) conflicts.set(key, { isOwn, below });
  }
  return conflicts.size > 0 ? conflicts : undefined;
}

/** Whether a null of the field bubbles up to its object; IDs never fail, since they are known wherever the object is. */
function mayFail({ output }: FoundField): boolean {
  return isNonNullType(output) && output.ofType !== GraphQLID;
}

function selectionBelow({ node, output }: FoundField): DeclaredSelection[] {
  const type = getNamedType(output);
  return node.selectionSet && isCompositeType(type) ? [{ selectionSet: node.selectionSet, type }] : [];
}

/** The response key of a field. */
export function responseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** Text that is equal for two fields that may share a response key: the order of arguments does not count. */
export function fieldText({ name, arguments: given = [], directives = [] }: FieldNode): string {
  const texts = given.map((item) => `${item.name.value}:${valueText(item.value)}`).sort();
  return `${name.value}(${texts.join()})${directives.map(print).join('')}`;
}

function valueText(value: ValueNode): string {
  switch (value.kind) {
    case Kind.OBJECT:
      return `{${value.fields
        .map((field) => `${field.name.value}:${valueText(field.value)}`)
        .sort()
        .join()}}`;
    case Kind.LIST:
      return `[${value.values.map(valueText).join()}]`;
    default:
      return print(value);
  }
}

function fieldsByKey(declared: readonly DeclaredSelection[], schema: GraphQLSchema): Map<string, FoundField[]> {
  const fields = new Map<string, FoundField[]>();
  const collect = ({ selections }: SelectionSetNode, type: GraphQLCompositeType, index: number): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
        collect(selection.selectionSet, isCompositeType(condition) ? condition : type, index);
      } else if (selection.kind === Kind.FIELD && selection.name.value !== '__typename') {
        const key = responseKey(selection);
        const output = 'getFields' in type ? type.getFields()[selection.name.value]?.type : undefined;
        const known = fields.get(key);
        if (known) known.push({ node: selection, output, index });
        else fields.set(key, [{ node: selection, output, index }]);
      }
    }
  };
  declared.forEach(({ selectionSet, type }, index) => collect(selectionSet, type, index));
  return fields;
}
