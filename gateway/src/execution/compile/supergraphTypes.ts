import { type DocumentNode, type FieldDefinitionNode, Kind, type StringValueNode, type TypeNode } from 'graphql';
import { type RootNames, rootNamesOf } from '../../core/typeNames.ts';

type RootKind = keyof RootNames;

/** What the executor must know about a supergraph's types, inaccessible ones included: subgraphs answer with them. */
export interface SupergraphTypes {
  /** Whether a type condition applies to an object type. */
  applies(condition: string, typeName: string): boolean;
  isObjectType(name: string): boolean;
  /** The members of a union, or the types that implement an interface; none for an object type. */
  membersOf(name: string): Iterable<string>;
  /** The named output type of a field. */
  outputOf(typeName: string, fieldName: string): string | undefined;
  /** The field's `@requires` selections, from every subgraph. */
  requirementsOf(typeName: string, fieldName: string): readonly string[];
  roots: RootNames;
  /** Which root operation type a type is, if it is one. */
  rootKind(name: string): RootKind | undefined;
  /** The root types among the possible types of an interface or union. */
  rootsAmong(abstractName: string): readonly RootKind[];
  /** Whether any root type implements an interface or is a member of a union. */
  hasAbstractRoots: boolean;
  /** Whether the text of an operation has a type condition on a root type. */
  namesRoot(operation: string): boolean;
}

interface FieldFacts {
  output: string;
  requires: string[];
}

/** Reads types from a supergraph. */
export function readSupergraphTypes(supergraph: DocumentNode): SupergraphTypes {
  const members = new Map<string, Set<string>>();
  const objectTypes = new Set<string>();
  const fields = new Map<string, Map<string, FieldFacts>>();
  const add = (abstract: string, member: string) => {
    const known = members.get(abstract);
    if (known) known.add(member);
    else members.set(abstract, new Set([member]));
  };
  for (const definition of supergraph.definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const name = definition.name.value;
        if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) objectTypes.add(name);
        for (const item of definition.interfaces ?? []) add(item.name.value, name);
        fields.set(name, new Map(definition.fields?.map((field) => [field.name.value, factsOf(field)])));
        break;
      }
      case Kind.UNION_TYPE_DEFINITION:
        for (const item of definition.types ?? []) add(definition.name.value, item.name.value);
        break;
    }
  }
  const roots = rootNamesOf(supergraph);
  const kinds = Object.keys(roots) as RootKind[];
  const rootsAmong = new Map(
    [...members].map(([name, own]) => [name, kinds.filter((kind) => own.has(roots[kind]))] as const),
  );
  const namingRoot = new RegExp(`\\bon\\s+(?:${Object.values(roots).join('|')})\\b`);
  return {
    roots,
    rootKind: (name) => kinds.find((kind) => roots[kind] === name),
    rootsAmong: (name) => rootsAmong.get(name) ?? [],
    hasAbstractRoots: [...rootsAmong.values()].some((found) => found.length > 0),
    namesRoot: (operation) => namingRoot.test(operation),
    applies: (condition, typeName) => condition === typeName || (members.get(condition)?.has(typeName) ?? false),
    isObjectType: (name) => objectTypes.has(name),
    membersOf: (name) => members.get(name) ?? [],
    outputOf: (typeName, fieldName) => fields.get(typeName)?.get(fieldName)?.output,
    requirementsOf: (typeName, fieldName) => fields.get(typeName)?.get(fieldName)?.requires ?? [],
  };
}

function factsOf(field: FieldDefinitionNode): FieldFacts {
  const requires = (field.directives ?? []).flatMap(({ name, arguments: given }) => {
    const value = given?.find((item) => item.name.value === 'requires')?.value as StringValueNode | undefined;
    return name.value === 'join__field' && value ? [value.value] : [];
  });
  return { output: namedTypeOf(field.type), requires };
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
