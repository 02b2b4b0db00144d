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

/** Bytes of answers about the schema that one answer repeats: each object of a list may ask. */
const mostRepeatedBytes = 4 * 1024 * 1024;

/**
 * Makes what answers the questions of one request about the schema, the `__schema` and `__type` of its root type wherever that is:
 * each once, however many objects ask.
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

/** What goes wrong in such an answer is what the request gave: a null where none may be. */
function asOurs({ message, nodes, path }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, path: path?.slice(1), extensions: { code: 'BAD_USER_INPUT' } });
}
