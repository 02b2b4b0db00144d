import {
  buildSchema,
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  GraphQLScalarType,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  parse,
  validate,
} from 'graphql';
import type { Case, WholeServer } from './behaviour.ts';
import type { Answered } from './startFederation.ts';

/** What graphql-js answers to an operation on one schema; without `data` when it refuses the operation. */
export async function answerWhole(
  { sdl, resolvers }: WholeServer,
  { query, variables, operationName }: Pick<Case, 'query' | 'variables' | 'operationName'>,
): Promise<Answered> {
  const schema = schemaWith(sdl, resolvers);
  const document = read(query);
  if (document instanceof GraphQLError) return plain({ errors: [document] });
  const invalid = validate(schema, document);
  if (invalid.length > 0) return plain({ errors: invalid });
  return plain(await execute({ schema, document, variableValues: variables, operationName }));
}

function read(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    return error as GraphQLError;
  }
}

/** The schema of a server, with its resolvers. */
export function schemaWith(sdl: string, resolvers: WholeServer['resolvers']): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const [name, own] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (isScalarType(type) && own instanceof GraphQLScalarType) {
      const { serialize, parseValue, parseLiteral } = own;
      Object.assign(type, { serialize, parseValue, parseLiteral });
    } else if (isObjectType(type) && !(own instanceof GraphQLScalarType)) {
      const fields = type.getFields();
      for (const [field, resolve] of Object.entries(own)) if (fields[field]) fields[field].resolve = resolve;
    }
  }
  return schema;
}

/** Where errors are, each place once. */
export function placesOf(errors: readonly { path?: readonly (string | number)[] | undefined }[] = []): string[] {
  return [...new Set(errors.map(({ path }) => JSON.stringify(path ?? [])))].sort();
}

function plain(result: ExecutionResult): Answered {
  return JSON.parse(JSON.stringify(result)) as Answered;
}
