import { type DocumentNode, type FieldDefinitionNode, Kind, type StringValueNode, type TypeNode } from 'graphql';

/** What the parts of the executor must know of a supergraph; inaccessible types too, which subgraphs answer with. */
export interface SupergraphTypes {
  /** Whether an object of the named type meets a type condition. */
  applies(condition: string, typeName: string): boolean;
  isObjectType(name: string): boolean;
  /** The named type that a field answers with. */
  outputOf(typeName: string, fieldName: string): string | undefined;
  /** The selections that a field's owner needs of its entity: its `@requires`, from every subgraph. */
  requirementsOf(typeName: string, fieldName: string): readonly string[];
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
  return {
    applies: (condition, typeName) => condition === typeName || (members.get(condition)?.has(typeName) ?? false),
    isObjectType: (name) => objectTypes.has(name),
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
