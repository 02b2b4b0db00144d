import {
  defaultFieldResolver,
  getNullableType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isListType,
  isObjectType,
} from 'graphql';
import { stateOf } from './operationRoot.ts';
import type { RequestLife } from './requestLife.ts';

type Resolve = GraphQLFieldResolver<unknown, unknown>;

/**
 * Wraps each field that has a resolver: it counts what is resolved, and resolves nothing more once the request was given up or is over a limit.
 * Fields without one are counted by `resolvePlainField`.
 */
export function boundFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve) field.resolve = bounded(field.resolve, isListType(getNullableType(field.type)));
    }
  }
}

/** The resolver of fields that have none of their own. */
export const resolvePlainField: Resolve = (source, variables, context, info) => {
  const life = stateOf(info)?.life;
  life?.takeField();
  const value: unknown = defaultFieldResolver(source, variables, context, info);
  if (life && Array.isArray(value)) life.takeList(value.length);
  return value;
};

function bounded(resolve: Resolve, isList: boolean): Resolve {
  return (source, variables, context, info) => {
    const life = stateOf(info)?.life;
    life?.takeField();
    const value: unknown = resolve(source, variables, context, info);
    return life && isList ? countList(value, life) : value;
  };
}

function countList(value: unknown, life: RequestLife): unknown {
  if (value instanceof Promise) return value.then((list: unknown) => countList(list, life));
  if (Array.isArray(value)) life.takeList(value.length);
  return value;
}
