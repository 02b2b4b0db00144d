import {
  type DirectiveDefinitionNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  Kind,
  specifiedScalarTypes,
  type TypeNode,
} from 'graphql';

const scalars: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));

/**
 * The documents, in which each directive that several define takes what optional arguments any of them gives it: whoever took its
 * definition from an earlier edition of a specification composes with who has the newer one. Composition would take one of the two for all.
 */
export function withUnitedDirectives(documents: readonly DocumentNode[]): DocumentNode[] {
  const known = new Map<string, Map<string, InputValueDefinitionNode>>();
  for (const definition of documents.flatMap(directivesOf)) {
    const ofName = known.get(definition.name.value) ?? new Map<string, InputValueDefinitionNode>();
    known.set(definition.name.value, ofName);
    for (const argument of definition.arguments ?? [])
      if (isOptional(argument) && !ofName.has(argument.name.value)) ofName.set(argument.name.value, argument);
  }
  return documents.map((document) => withArguments(document, known));
}

function withArguments(
  document: DocumentNode,
  known: ReadonlyMap<string, ReadonlyMap<string, InputValueDefinitionNode>>,
): DocumentNode {
  let isChanged = false;
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION) return definition;
    const own = new Set(definition.arguments?.map(({ name }) => name.value));
    const missing = [...(known.get(definition.name.value)?.values() ?? [])].filter(({ name }) => !own.has(name.value));
    if (missing.length === 0) return definition;
    isChanged = true;
    return { ...definition, arguments: [...(definition.arguments ?? []), ...missing] };
  });
  return isChanged ? { ...document, definitions } : document;
}

function directivesOf({ definitions }: DocumentNode): DirectiveDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === Kind.DIRECTIVE_DEFINITION);
}

/** Whether it may be left out, and is of a type that every schema has. */
function isOptional({ type, defaultValue }: InputValueDefinitionNode): boolean {
  return (type.kind !== Kind.NON_NULL_TYPE || defaultValue !== undefined) && scalars.has(namedTypeOf(type));
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
