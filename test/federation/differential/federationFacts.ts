import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** A subgraph's name and schema. */
export interface SubgraphSdl {
  name: string;
  sdl: string;
}

/** What the subgraphs’ directives say, read from their text alone: nothing of Apollo’s code is trusted here. */
export interface FederationFacts {
  /** Types with a key anywhere, and their keys. */
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** `Type.field` of all that a key names: its value tells which entity it is. */
  keyFields: ReadonlySet<string>;
  /** `Type.field` of all that is required somewhere: a fault there would spread in ways that are nobody’s promise. */
  requiredFields: ReadonlySet<string>;
  /** What a field of a subgraph requires: by subgraph, then `Type.field`. */
  requires: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What a subgraph declares and must not be asked for. */
  notOwned: ReadonlyMap<string, ReadonlySet<string>>;
  /** Subgraphs that provide fields of others on some path. */
  providers: ReadonlySet<string>;
  /** The object types that every subgraph which declares `Type.field` can answer there. */
  possible: ReadonlyMap<string, readonly string[]>;
  /** The values that every subgraph has of an enum. */
  enumValues: ReadonlyMap<string, readonly string[]>;
  /** Implementations of the interfaces that are entities, sorted. */
  implementations: ReadonlyMap<string, readonly string[]>;
  /** The entity interface that `Type.field` comes from: it answers the same, whether the type is known there or not. */
  inherited: ReadonlyMap<string, string>;
}

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Reads the facts of a federation. */
export function readFacts(subgraphs: readonly SubgraphSdl[]): FederationFacts {
  const documents = subgraphs.map(({ name, sdl }) => ({ name, document: parse(withUsualRoots(sdl)) }));
  const types = collectTypes(documents.map(({ document }) => document));
  const keys = new Map<string, SelectionSetNode[]>();
  const keyFields = new Set<string>();
  const requiredFields = new Set<string>();
  const requires = new Map<string, Map<string, string>>();
  const notOwned = new Map<string, Set<string>>();
  const inherited = new Map<string, string>();
  const possible = new Map<string, string[]>();
  const providers = new Set<string>();
  const implementations = new Map<string, string[]>();

  for (const { name, document } of documents) {
    const ownRequires = new Map<string, string>();
    const foreign = new Set<string>();
    const provided = document.definitions.some((node) => JSON.stringify(node).includes('"provides"'));
    if (provided) providers.add(name);
    requires.set(name, ownRequires);
    notOwned.set(name, new Set([...(notOwned.get(name) ?? []), ...foreign]));
    for (const type of compositesOf(document)) {
      const typeName = type.name.value;
      for (const key of directivesOf(type, 'key')) {
        const selection = selectionOf(textArgument(key, 'fields') ?? '');
        keys.set(typeName, [...(keys.get(typeName) ?? []), selection]);
        collectFields(typeName, selection, types, keyFields);
      }
      for (const field of type.fields ?? []) {
        const coordinate = `${typeName}.${field.name.value}`;
        const required = textArgument(directivesOf(field, 'requires')[0], 'fields');
        if (required !== undefined) {
          ownRequires.set(coordinate, required);
          collectFields(typeName, selectionOf(required), types, requiredFields);
        }
        if (directivesOf(field, 'external').length > 0 && !provided) notOwned.get(name)?.add(coordinate);
        const override = directivesOf(field, 'override')[0];
        const from = textArgument(override, 'from');
        if (from !== undefined && textArgument(override, 'label') === undefined) {
          notOwned.set(from, new Set([...(notOwned.get(from) ?? []), coordinate]));
        }
        const here = membersIn(document, namedType(field.type));
        if (here) {
          const known = possible.get(coordinate);
          possible.set(coordinate, known ? known.filter((member) => here.includes(member)) : here);
        }
      }
    }
  }
  for (const [name] of keys) {
    const members = new Set(documents.flatMap(({ document }) => implementationsIn(document, name)));
    if (members.size > 0) implementations.set(name, [...members].sort());
  }
  for (const [name, members] of implementations) {
    for (const field of types.get(name)?.keys() ?? []) {
      for (const member of members) inherited.set(`${member}.${field}`, name);
    }
  }
  // A key is always at hand, whoever declares it external.
  for (const coordinates of notOwned.values()) for (const key of keyFields) coordinates.delete(key);
  const enumValues = commonEnumValues(documents.map(({ document }) => document));
  return {
    keys,
    keyFields,
    requiredFields,
    requires,
    notOwned,
    possible,
    enumValues,
    implementations,
    inherited,
    providers,
  };
}

/** The names of a subgraph's root types, each with the one that it has in the supergraph. */
export function rootNames(sdl: string): ReadonlyMap<string, string> {
  const roots = rootsOf.exec(sdl)?.[1] ?? '';
  const pairs = [...roots.matchAll(/(query|mutation)\s*:\s*(\w+)/g)];
  return new Map(pairs.map(([, kind, own = '']) => [own, kind === 'query' ? 'Query' : 'Mutation']));
}

const rootsOf = /\bschema\s*\{([^}]*)\}/;

function withUsualRoots(sdl: string): string {
  return [...rootNames(sdl)].reduce(
    (text, [own, usual]) => text.replaceAll(new RegExp(`\\b${own}\\b`, 'g'), usual),
    sdl.replace(rootsOf, ''),
  );
}

/** Parses the text of a field set. */
export function selectionOf(fields: string): SelectionSetNode {
  const [operation] = parse(`{ ${fields} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${fields}`);
  return operation.selectionSet;
}

function compositesOf(document: DocumentNode): Composite[] {
  const kinds: string[] = [
    Kind.OBJECT_TYPE_DEFINITION,
    Kind.OBJECT_TYPE_EXTENSION,
    Kind.INTERFACE_TYPE_DEFINITION,
    Kind.INTERFACE_TYPE_EXTENSION,
  ];
  return document.definitions.filter(({ kind }) => kinds.includes(kind)) as Composite[];
}

function collectTypes(documents: readonly DocumentNode[]): Map<string, Map<string, string>> {
  const types = new Map<string, Map<string, string>>();
  for (const type of documents.flatMap(compositesOf)) {
    const fields = types.get(type.name.value) ?? new Map<string, string>();
    for (const field of type.fields ?? []) fields.set(field.name.value, namedType(field.type));
    types.set(type.name.value, fields);
  }
  return types;
}

function collectFields(
  typeName: string,
  selection: SelectionSetNode,
  types: ReadonlyMap<string, ReadonlyMap<string, string>>,
  into: Set<string>,
): void {
  for (const node of selection.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      collectFields(node.typeCondition?.name.value ?? typeName, node.selectionSet, types, into);
      continue;
    }
    into.add(`${typeName}.${node.name.value}`);
    const inner = types.get(typeName)?.get(node.name.value);
    if (node.selectionSet && inner !== undefined) collectFields(inner, node.selectionSet, types, into);
  }
}

function membersIn(document: DocumentNode, typeName: string): string[] | undefined {
  for (const node of document.definitions) {
    if (node.kind === Kind.UNION_TYPE_DEFINITION && node.name.value === typeName) {
      return (node.types ?? []).map(({ name }) => name.value);
    }
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION && node.name.value === typeName) {
      return implementationsIn(document, typeName);
    }
  }
  return undefined;
}

function implementationsIn(document: DocumentNode, interfaceName: string): string[] {
  return compositesOf(document)
    .filter((type) => (type.kind as string).startsWith('Object'))
    .filter((type) => type.interfaces?.some(({ name }) => name.value === interfaceName))
    .map((type) => type.name.value);
}

function commonEnumValues(documents: readonly DocumentNode[]): Map<string, string[]> {
  const common = new Map<string, string[]>();
  for (const node of documents.flatMap(({ definitions }) => definitions)) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION) continue;
    const values = (node.values ?? []).map(({ name }) => name.value);
    const known = common.get(node.name.value);
    common.set(node.name.value, known ? known.filter((value) => values.includes(value)) : values);
  }
  return common;
}

function directivesOf(
  node: { directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

function textArgument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
