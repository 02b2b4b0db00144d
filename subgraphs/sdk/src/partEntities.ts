import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';

/**
 * Has each entity of a request answered for itself: one that is no entity of this subgraph is null, and one that fails is an error at its own
 * place. The others are answered.
 */
export function partEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const resolveAll = field?.resolve;
  if (!field || !resolveAll) return;
  field.resolve = (source, { representations }: { representations: unknown[] }, context, info) =>
    representations.map((representation) => {
      if (!isOfEntity(schema, representation)) return null;
      try {
        const [entity] = resolveAll(source, { representations: [representation] }, context, info) as unknown[];
        return entity;
      } catch (error) {
        return error instanceof Error ? error : new Error('An entity could not be resolved.', { cause: error });
      }
    });
}

function isOfEntity(schema: GraphQLSchema, representation: unknown): boolean {
  if (typeof representation !== 'object' || representation === null) return false;
  const { __typename: name } = representation as { __typename?: unknown };
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  return isInterfaceType(type) || (isObjectType(type) && isEntity(schema, type.name));
}

function isEntity(schema: GraphQLSchema, name: string): boolean {
  const union = schema.getType('_Entity');
  return union !== undefined && 'getTypes' in union && union.getTypes().some((each) => each.name === name);
}
