import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { plainNumbers } from '../core/plainNumbers.ts';

/** Answers questions about the schema: the `__schema` and `__type` fields among an operation's root fields. */
export function introspect(
  fields: readonly FieldNode[],
  { document, operation }: { document: DocumentNode; operation: OperationDefinitionNode },
  variables: Record<string, unknown>,
  schema: GraphQLSchema,
): Record<string, unknown> | undefined {
  if (fields.length === 0) return undefined;
  const asked = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } } as const;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const { data } = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [asked, ...fragments] },
    variableValues: plainNumbers(variables),
  });
  return data as Record<string, unknown> | undefined;
}
