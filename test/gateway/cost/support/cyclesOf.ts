import { getNamedType, type GraphQLField, type GraphQLSchema, isListType, isNonNullType, isObjectType } from 'graphql';

/** Fields that lead from a type back to it, each at most once; at least one of them is a list. */
export function cyclesOf(schema: GraphQLSchema, typeName: string, longest: number): GraphQLField<unknown, unknown>[][] {
  const found: GraphQLField<unknown, unknown>[][] = [];
  const walk = (at: string, way: GraphQLField<unknown, unknown>[], seen: ReadonlySet<string>): void => {
    const type = schema.getType(at);
    if (!isObjectType(type) || way.length === longest) return;
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      const longer = [...way, field];
      if (next.name === typeName) found.push(longer);
      else if (!seen.has(next.name)) walk(next.name, longer, new Set([...seen, next.name]));
    }
  };
  walk(typeName, [], new Set([typeName]));
  return found.filter((way) => way.some(({ type }) => isListType(isNonNullType(type) ? type.ofType : type)));
}

/** A query that goes round some cycles in turn; pages are as large as they may be. */
export function goRound(cycles: readonly (readonly GraphQLField<unknown, unknown>[])[], rounds: number): string {
  let text = '{ healthId }';
  for (let round = rounds - 1; round >= 0; round -= 1) {
    for (const field of (cycles[round % cycles.length] ?? []).toReversed()) {
      const given = field.args.flatMap(({ name, type }) =>
        name === 'first' ? ['first: 100'] : isNonNullType(type) ? [`${name}: "1"`] : [],
      );
      text = `{ ${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''} ${text} }`;
    }
  }
  return `{ patient(healthId: "1") ${text} }`;
}
