import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  printSchema,
} from 'graphql';
import { readSemanticNonNulls } from '../core/semanticNonNull.ts';
import { clientSchemaOfDocument, readSupergraphDocument } from './clientSchema.ts';

const definition = `"""
Null only together with an error at its place. — لا يكون null إلا ومعه خطأ في موضعه.
"""
directive @semanticNonNull(
  """
  Of which levels that holds: 0 is the field, 1 the items of its list. — المستويات المقصودة: 0 للحقل نفسه و1 لعناصر قائمته.
  """
  levels: [Int!]! = [0]
) on FIELD_DEFINITION
`;

/** What clients see of a supergraph file, in SDL, with `@semanticNonNull` where fields are null only together with an error. */
export async function printClientSchema(supergraphFile: string): Promise<string> {
  const document = await readSupergraphDocument(supergraphFile);
  return withSemanticNonNulls(await clientSchemaOfDocument(document), readSemanticNonNulls(document));
}

/** SDL has room for applied directives, `printSchema` has not. */
function withSemanticNonNulls(schema: GraphQLSchema, levelsOf: ReadonlyMap<string, readonly number[]>): string {
  const sdl = printSchema(schema);
  if (levelsOf.size === 0) return sdl;
  const document = parse(sdl, { noLocation: true });
  const definitions = document.definitions.map((item) => {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) return item;
    const fields = item.fields?.map((field) => marked(field, levelsOf.get(`${item.name.value}.${field.name.value}`)));
    return { ...item, fields };
  });
  return `${definition}\n${print({ ...document, definitions })}`;
}

function marked(field: FieldDefinitionNode, levels: readonly number[] | undefined): FieldDefinitionNode {
  return levels ? { ...field, directives: [...(field.directives ?? []), semanticNonNull(levels)] } : field;
}

function semanticNonNull(levels: readonly number[]): ConstDirectiveNode {
  const values = levels.map((level) => ({ kind: Kind.INT, value: String(level) }) as const);
  const isDefault = levels.length === 1 && levels[0] === 0;
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'semanticNonNull' },
    arguments: isDefault
      ? []
      : [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'levels' }, value: { kind: Kind.LIST, values } }],
  };
}
