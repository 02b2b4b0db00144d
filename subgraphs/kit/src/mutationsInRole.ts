import { type Caller, requireCaller, type RequestContext, type Resolvers } from '@wasl/subgraph-sdk';
import { type ConstValueNode, type FieldDefinitionNode, Kind, parse } from 'graphql';
import { failure } from './errors.ts';
import { requireDecidedOn } from './decidedOn.ts';
import { holdsInRole } from './recordAccess.ts';

type Resolve = (source: unknown, input: unknown, context: RequestContext, schema: unknown) => unknown;
/** One list of scopes is enough, all of it. */
type Demanded = readonly (readonly string[])[];

/**
 * The resolvers, whose mutations run only for callers who hold the scopes that `@requiresScopes` demands in the role in which they act: a
 * registrar who asks as a physician decides nothing about who somebody is. And only on patients on whom the gateway decided that it may, by
 * the paths of `@writesRecord`; where they name a record, whoever finds it asks. @throws SubgraphError FORBIDDEN, from the mutation
 */
export function mutationsInRole(resolvers: Resolvers, sdl: string): Resolvers {
  const { Mutation: mutations, ...others } = resolvers as Record<string, Record<string, Resolve>>;
  if (!mutations) return resolvers;
  const fields = mutationFields(sdl);
  const demanded = demandedScopes(fields);
  const subjects = writtenSubjects(fields);
  const wrapped = Object.entries(mutations).map(([name, resolve]): [string, Resolve] => {
    const anyOf = demanded.get(name) ?? [];
    const paths = subjects.get(name) ?? [];
    return [
      name,
      (source, input, context, schema) => {
        if (anyOf.length > 0 && !holdsAny(anyOf, requireCaller(context))) throw failure('FORBIDDEN');
        for (const path of paths) requireDecidedOn(context.caller, argumentAt(input, path));
        return resolve(source, input, context, schema);
      },
    ];
  });
  return { ...others, Mutation: Object.fromEntries(wrapped) } as Resolvers;
}

function holdsAny(anyOf: Demanded, caller: Caller): boolean {
  return anyOf.some((all) => all.every((scope) => holdsInRole(caller, scope)));
}

function mutationFields(sdl: string): readonly FieldDefinitionNode[] {
  const types = parse(sdl, { noLocation: true }).definitions.flatMap((item) =>
    item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === 'Mutation' ? [item] : [],
  );
  return types.flatMap((type) => type.fields ?? []);
}

function demandedScopes(fields: readonly FieldDefinitionNode[]): Map<string, Demanded> {
  return new Map(
    fields.map(({ name, directives = [] }) => {
      const scopes = directives.find((directive) => directive.name.value === 'requiresScopes')?.arguments?.[0];
      return [name.value, scopes ? itemsOf(scopes.value).map((list) => itemsOf(list).flatMap(textOf)) : []];
    }),
  );
}

/** Paths into the arguments, to the health IDs of those on whom each mutation writes. */
function writtenSubjects(fields: readonly FieldDefinitionNode[]): Map<string, string[][]> {
  return new Map(
    fields.map(({ name, directives = [] }) => {
      const written = directives.filter((directive) => directive.name.value === 'writesRecord');
      const own = written.flatMap(({ arguments: said = [] }) => {
        const of = (word: string) => said.find((item) => item.name.value === word);
        const subject = of('subject');
        return subject && !of('via') ? textOf(subject.value).map((path) => path.split('.')) : [];
      });
      return [name.value, own];
    }),
  );
}

function argumentAt(given: unknown, path: readonly string[]): string {
  let found = given;
  for (const step of path)
    found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined;
  return typeof found === 'string' ? found : '';
}

function itemsOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}

function textOf(value: ConstValueNode): string[] {
  return value.kind === Kind.STRING ? [value.value] : [];
}
