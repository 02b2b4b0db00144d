import { type ConstDirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode, type TypeNode } from 'graphql';
import { argumentOf, itemsOf, type LinkedDirective, readLinkedNames, textOf } from './linkedNames.ts';

/** Requires a caller who has signed in, or all scopes of one of the lists. */
export type ScopeRule = { kind: 'authenticated' } | { kind: 'scopes'; anyOf: readonly (readonly string[])[] };

/** The rules in a subgraph's SDL. */
export interface ScopeRules {
  /** The rules of an object type's field: its own, its type's and its output type's. Interfaces cannot have rules in a subgraph. */
  of(typeName: string, fieldName: string): readonly ScopeRule[];
}

interface DeclaredType {
  rules: ScopeRule[];
  interfaces: Set<string>;
  fields: Map<string, { rules: ScopeRule[]; output: string }>;
  keys: string[];
}

const typeKinds: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.UNION_TYPE_EXTENSION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
];

/**
 * Reads `@requiresScopes` and `@authenticated`. Fields of a `@key` require nothing: the gateway fetches them to reach other subgraphs, even
 * for callers who may not select them. Fields that it fetches for `@requires` are ones that the caller may read.
 */
export function readScopeRules(sdl: DocumentNode): ScopeRules {
  const types = readTypes(sdl, readLinkedNames(sdl));
  const open = keyFields(types);
  return {
    of(typeName, fieldName) {
      const type = types.get(typeName);
      if (!type || open.has(`${typeName}.${fieldName}`)) return [];
      const field = type.fields.get(fieldName);
      return [...type.rules, ...(field?.rules ?? []), ...(types.get(field?.output ?? '')?.rules ?? [])];
    },
  };
}

function readTypes(sdl: DocumentNode, names: ReadonlyMap<string, LinkedDirective>): Map<string, DeclaredType> {
  const types = new Map<string, DeclaredType>();
  for (const node of sdl.definitions) {
    if (!typeKinds.includes(node.kind) || !('name' in node) || !node.name) continue;
    const type: DeclaredType = types.get(node.name.value) ?? {
      rules: [],
      interfaces: new Set(),
      fields: new Map(),
      keys: [],
    };
    types.set(node.name.value, type);
    const directives = (node.directives ?? []) as readonly ConstDirectiveNode[];
    type.rules.push(...readRules(directives, names));
    type.keys.push(...directives.flatMap((each) => (names.get(each.name.value) === 'key' ? readKey(each) : [])));
    if ('interfaces' in node) for (const { name } of node.interfaces ?? []) type.interfaces.add(name.value);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) {
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      const rules = readRules(field.directives ?? [], names);
      type.fields.set(field.name.value, { rules, output: namedType(field.type) });
    }
  }
  return types;
}

function readRules(
  directives: readonly ConstDirectiveNode[],
  names: ReadonlyMap<string, LinkedDirective>,
): ScopeRule[] {
  return directives.flatMap((directive): ScopeRule[] => {
    const means = names.get(directive.name.value);
    if (means === 'authenticated') return [{ kind: 'authenticated' }];
    if (means !== 'requiresScopes') return [];
    const anyOf = itemsOf(argumentOf(directive, 'scopes')).map((list) =>
      itemsOf(list).flatMap((scope) => textOf(scope) ?? []),
    );
    return [{ kind: 'scopes', anyOf }];
  });
}

function readKey(directive: ConstDirectiveNode): string[] {
  const fields = textOf(argumentOf(directive, 'fields'));
  return fields === undefined ? [] : [fields];
}

/** Coordinates of all key fields, nested ones included; an interface's key is also one of its implementations. */
function keyFields(types: ReadonlyMap<string, DeclaredType>): ReadonlySet<string> {
  const found = new Set<string>();
  function collect(typeName: string, { selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT)
        collect(selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
      if (selection.kind !== Kind.FIELD) continue;
      found.add(`${typeName}.${selection.name.value}`);
      const output = types.get(typeName)?.fields.get(selection.name.value)?.output;
      if (selection.selectionSet && output !== undefined) collect(output, selection.selectionSet);
    }
  }
  for (const [name, { keys, interfaces }] of types) {
    const inherited = [...interfaces].flatMap((parent) => types.get(parent)?.keys ?? []);
    for (const key of [...keys, ...inherited]) collect(name, parseFields(key));
  }
  return found;
}

/** The selections of a `@key`, with or without braces around them. */
export function parseFields(text: string): SelectionSetNode {
  const definition = parse(text.trim().startsWith('{') ? text : `{ ${text} }`, { noLocation: true }).definitions[0];
  return definition?.kind === Kind.OPERATION_DEFINITION
    ? definition.selectionSet
    : { kind: Kind.SELECTION_SET, selections: [] };
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
