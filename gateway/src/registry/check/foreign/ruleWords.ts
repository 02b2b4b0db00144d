import { Kind, type ConstValueNode } from 'graphql';
import { argument } from '../../../core/schemaLinks.ts';
import type { Problem } from '../problem.ts';
import { type Applied, type DeclaredType, has, readDeclaredTypes } from './declaredTypes.ts';
import type { OwnedSource } from './foreignActs.ts';

/** The scopes and policies that somebody can have; undefined where that is not known, and any may be meant. */
export interface KnownGrants {
  scopes: ReadonlySet<string> | undefined;
  policies: ReadonlySet<string> | undefined;
}

const personal =
  /(^|_)(health_?id|national_?id|patient_?id|birth_?date|date_?of_?birth|mother|father|phone|mobile|e?mail|diagnos\w*|disabilit\w*|passport|full_?name|family_?name|given_?name|patients?|person|citizen|iban|salary|income)(_|$)/;

/** What a subgraph's own rules say that cannot be meant: names that nobody bears, costs that pay for others, `@public` on a person. */
export function ruleWords(
  { file, document }: OwnedSource,
  grants: KnownGrants,
  subjects: ReadonlySet<string>,
): Problem[] {
  const types = [...readDeclaredTypes(document).values()];
  return types.flatMap((type) => {
    const members = [...type.members.values()];
    const places = [
      { coordinate: type.name, directives: type.directives },
      ...members.map(({ name, directives }) => ({ coordinate: `${type.name}.${name}`, directives })),
    ];
    return [
      ...places.flatMap(({ coordinate, directives }) =>
        directives.flatMap((one) => [
          ...unknownGrants(one, coordinate, file, grants),
          ...wrongCost(one, coordinate, file),
        ]),
      ),
      ...publicPeople(type, file, subjects),
      ...publicWrites(type, file),
    ];
  });
}

function unknownGrants({ name, node, line }: Applied, coordinate: string, file: string, known: KnownGrants): Problem[] {
  const isScope = name === 'requiresScopes';
  if (!isScope && name !== 'policy') return [];
  const fault = isScope ? 'scope' : 'policy';
  const names = isScope ? known.scopes : known.policies;
  const value = argument(node, isScope ? 'scopes' : 'policies');
  return [...new Set(value ? textsIn(value) : [])]
    .filter((text) => names && !names.has(text))
    .map((what) => ({ kind: 'words', fault, file, line, coordinate, what }));
}

function textsIn(value: ConstValueNode): string[] {
  if (value.kind === Kind.LIST) return value.values.flatMap(textsIn);
  return value.kind === Kind.STRING ? [value.value] : [];
}

function wrongCost({ name, node, line }: Applied, coordinate: string, file: string): Problem[] {
  const value =
    name === 'cost' ? argument(node, 'weight') : name === 'listSize' ? argument(node, 'assumedSize') : undefined;
  const least = name === 'cost' ? 0 : 1;
  if (value?.kind !== Kind.INT || Number(value.value) >= least) return [];
  return [{ kind: 'words', fault: 'cost', file, line, coordinate, what: `@${name}` }];
}

/** `@public` where a name, or the type that it stands on, speaks of a person. Types that are a key and a name of a place are none. */
function publicPeople(type: DeclaredType, file: string, subjects: ReadonlySet<string>): Problem[] {
  if (type.kind !== 'Object' && type.kind !== 'Interface') return [];
  const isPersons = subjects.has(type.name) || [...type.members.keys()].some((name) => isIdentity(name));
  return [...type.members.values()]
    .filter((field) => has(field, 'public') || has(type, 'public'))
    .filter((field) => isPersons || personal.test(snake(field.name)))
    .map(({ line, name }) => ({
      kind: 'words',
      fault: 'publicPersonal',
      file,
      line,
      coordinate: `${type.name}.${name}`,
      what: '',
    }));
}

/** What everybody may read harms nobody; what everybody may change does. */
function publicWrites(type: DeclaredType, file: string): Problem[] {
  if (type.name !== 'Mutation') return [];
  return [...type.members.values()]
    .filter((field) => has(field, 'public'))
    .map(({ line, name }) => ({
      kind: 'words',
      fault: 'publicWrite',
      file,
      line,
      coordinate: `Mutation.${name}`,
      what: '',
    }));
}

function isIdentity(name: string): boolean {
  return /^(health|national|patient|person|citizen)_?ids?$/.test(snake(name));
}

function snake(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
