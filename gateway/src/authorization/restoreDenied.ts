import { type DocumentNode, execute, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { errors } from '@wasl/schema/errors.ts';
import type { AuthorizedOperation } from './authorizeOperation.ts';

type Answered = Record<string, unknown>;

/**
 * Makes the answer of the operation as it was sent from that of the operation as it ran: what was taken out is null, with the
 * ordinary bubbling of non-null fields, and each has an error at its path. GraphQL's own execution does it, over the answer
 * in place of data: so that fragments, aliases, `@skip` and lists mean what they always mean.
 */
export async function restoreDenied(
  result: ExecutionResult,
  authorized: AuthorizedOperation,
  sent: { document: DocumentNode; operationName: string | undefined; variables: Record<string, unknown> },
  schema: GraphQLSchema,
): Promise<ExecutionResult> {
  if (!authorized.isPruned || result.data == null) return result;
  const restored = await execute({
    schema,
    document: sent.document,
    operationName: sent.operationName,
    variableValues: sent.variables,
    rootValue: result.data,
    fieldResolver(source: Answered, _, __, { path }) {
      if (Object.hasOwn(source, path.key)) return source[path.key];
      throw new GraphQLError(errors.UNAUTHORIZED_FIELD_OR_TYPE.en, {
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      });
    },
    typeResolver: (source: Answered) => source[authorized.typenameKey] as string,
  });
  const all = [...(result.errors ?? []), ...(restored.errors ?? [])];
  return { data: restored.data ?? null, ...(all.length > 0 && { errors: all }) };
}
