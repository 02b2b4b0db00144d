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

/** The response keys of one place of an operation that stand for different fields, at the place or somewhere below it. */
export type Conflicts = ReadonlyMap<string, Conflict>;

export interface Conflict {
  /** Fields under the key differ in name, arguments or directives, or are not selected of all objects and may not be null. */
  isOwn: boolean;
  below: Conflicts | undefined;
}

/** What is selected of objects whose declared type is known. */
export interface DeclaredSelection {
  selectionSet: SelectionSetNode;
  type: GraphQLCompositeType;
}

interface FoundField {
  node: FieldNode;
  output: GraphQLOutputType | undefined;
  /** The number of the selection that it was found in. */
  index: number;
}

/**
 * Finds conflicts in what is selected at one place, whatever the types of objects; undefined when there are none. Fragments are
 * inlined already. A field that may not be null is a conflict where it is not selected everywhere: asked of an object that needs
 * it not, its failure would take all else that was asked of that object.
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

/** Whether a failure goes up to the object; identifiers are at hand wherever the object is. */
function mayFail({ output }: FoundField): boolean {
  return isNonNullType(output) && output.ofType !== GraphQLID;
}

function selectionBelow({ node, output }: FoundField): DeclaredSelection[] {
  const type = getNamedType(output);
  return node.selectionSet && isCompositeType(type) ? [{ selectionSet: node.selectionSet, type }] : [];
}

/** The key of a field in an answer. */
export function responseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** What must be the same of two fields that an object has under one key: the order of arguments does not count. */
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
