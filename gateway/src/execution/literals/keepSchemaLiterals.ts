import {
  buildASTSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type StringValueNode,
  visit,
} from 'graphql';
import { KeptLiterals } from './keptLiterals.ts';
import { mapLiterals } from './mapLiterals.ts';

/** The supergraph for Apollo's planner: literals in `@requires` that it would change are replaced by strings. */
export function keepSchemaLiterals(supergraphSdl: string): { sdl: string; literals: KeptLiterals } {
  const literals = new KeptLiterals();
  // Fields with arguments are seldom required.
  if (!/requires\s*:\s*"+[^"]*\(/.test(supergraphSdl)) return { sdl: supergraphSdl, literals };
  const document = parse(supergraphSdl, { noLocation: true });
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const inType = (type: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode) => ({
    ...type,
    fields: type.fields?.map((field) => inField(field, type.name.value, schema, literals)) ?? [],
  });
  const kept = visit(document, { [Kind.OBJECT_TYPE_DEFINITION]: inType, [Kind.INTERFACE_TYPE_DEFINITION]: inType });
  return { sdl: literals.isEmpty ? supergraphSdl : print(kept), literals };
}

function inField(
  field: FieldDefinitionNode,
  typeName: string,
  schema: GraphQLSchema,
  literals: KeptLiterals,
): FieldDefinitionNode {
  return visit(field, {
    [Kind.ARGUMENT]: ({ name, value, ...node }) =>
      name.value === 'requires' && value.kind === Kind.STRING
        ? { ...node, name, value: inFields(value, typeName, schema, literals) }
        : undefined,
  });
}

function inFields(
  { value, ...node }: StringValueNode,
  typeName: string,
  schema: GraphQLSchema,
  literals: KeptLiterals,
): StringValueNode {
  const { definitions } = parse(`{ ... on ${typeName} { ${value} } }`, { noLocation: true });
  const kept = mapLiterals({ kind: Kind.DOCUMENT, definitions }, schema, (literal) => literals.keep(literal));
  return {
    ...node,
    value: print(kept)
      .replace(/^\{\s*\.\.\. on \w+ \{/, '')
      .replace(/\}\s*\}\s*$/, ''),
  };
}
