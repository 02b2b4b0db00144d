import { type Caller, requireCaller, type RequestContext, type Resolvers } from '@wasl/subgraph-sdk';
import { type ConstValueNode, Kind, parse } from 'graphql';
import { failure } from './errors.ts';
import { holdsInRole } from './recordAccess.ts';

type Resolve = (source: unknown, input: unknown, context: RequestContext, schema: unknown) => unknown;
/** One list of scopes is enough, all of it. */
type Demanded = readonly (readonly string[])[];

/**
 * The resolvers, whose mutations run only for callers who hold the scopes that `@requiresScopes` demands in the role in which they act: a
 * registrar who asks as a physician decides nothing about who somebody is. @throws SubgraphError FORBIDDEN, from the mutation
 */
export function mutationsInRole(resolvers: Resolvers, sdl: string): Resolvers {
  const { Mutation: mutations, ...others } = resolvers as Record<string, Record<string, Resolve>>;
  if (!mutations) return resolvers;
  const demanded = demandedScopes(sdl);
  const wrapped = Object.entries(mutations).map(([name, resolve]): [string, Resolve] => {
    const anyOf = demanded.get(name) ?? [];
    return [
      name,
      (source, input, context, schema) => {
        if (anyOf.length > 0 && !holdsAny(anyOf, requireCaller(context))) throw failure('FORBIDDEN');
        return resolve(source, input, context, schema);
      },
    ];
  });
  return { ...others, Mutation: Object.fromEntries(wrapped) } as Resolvers;
}

function holdsAny(anyOf: Demanded, caller: Caller): boolean {
  return anyOf.some((all) => all.every((scope) => holdsInRole(caller, scope)));
}

function demandedScopes(sdl: string): Map<string, Demanded> {
  const types = parse(sdl, { noLocation: true }).definitions.flatMap((item) =>
    item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === 'Mutation' ? [item] : [],
  );
  const fields = types.flatMap((type) => type.fields ?? []);
  return new Map(
    fields.map(({ name, directives = [] }) => {
      const scopes = directives.find((directive) => directive.name.value === 'requiresScopes')?.arguments?.[0];
      return [name.value, scopes ? itemsOf(scopes.value).map((list) => itemsOf(list).flatMap(textOf)) : []];
    }),
  );
}

function itemsOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}

function textOf(value: ConstValueNode): string[] {
  return value.kind === Kind.STRING ? [value.value] : [];
}
