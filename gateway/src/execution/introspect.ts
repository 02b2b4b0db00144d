import { WaslError } from '@wasl/schema/errors.ts';
import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { plainNumbers } from '../core/plainNumbers.ts';
import { fragmentsOf } from '../core/documentParts.ts';
import type { Introspect, Introspected } from './shape/shaping.ts';

/** Most bytes of repeated introspection results in one answer: each object of a list may select them. */
const mostRepeatedBytes = 4 * 1024 * 1024;

/**
 * Makes the function that answers the introspection fields of one request: `__schema` and `__type`, wherever its root type occurs. Each is
 * executed once, however many objects select it.
 */
export function createIntrospect(
  { document, operation }: { document: DocumentNode; operation: OperationDefinitionNode },
  variables: Record<string, unknown>,
  schema: GraphQLSchema,
): Introspect {
  const known = new Map<readonly FieldNode[], Introspected>();
  let repeatableBytes = mostRepeatedBytes;

  function ask(fields: readonly FieldNode[]): Introspected {
    const selectionSet = { kind: Kind.SELECTION_SET, selections: fields } as const;
    const asked = { ...operation, operation: OperationTypeNode.QUERY, directives: [], selectionSet };
    const { data, errors = [] } = executeSync({
      schema,
      document: { kind: Kind.DOCUMENT, definitions: [asked, ...fragmentsOf(document).values()] },
      variableValues: plainNumbers(variables),
    });
    const [value] = Object.values(data ?? {});
    const json = value === undefined || value === null ? undefined : Buffer.from(JSON.stringify(value));
    return { json, errors: errors.map(asOurs) };
  }

  return (fields) => {
    const answered = known.get(fields);
    if (answered) {
      repeatableBytes -= answered.json?.length ?? 0;
      return repeatableBytes < 0 ? tooLarge : answered;
    }
    const answer = ask(fields);
    known.set(fields, answer);
    return answer;
  };
}

const tooLarge: Introspected = {
  json: undefined,
  errors: [
    new GraphQLError('too large', { originalError: new WaslError('OPERATION_TOO_LARGE', { mostRepeatedBytes }) }),
  ],
};

/** An error in introspection comes from the request's own values: a null where none is allowed. */
function asOurs({ message, nodes, path }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, path: path?.slice(1), extensions: { code: 'BAD_USER_INPUT' } });
}
