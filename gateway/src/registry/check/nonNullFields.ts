import { type ConstDirectiveNode, type DocumentNode, Kind, print, type TypeNode } from 'graphql';
import { readRequirements, type Requirements } from '../../authorization/readRequirements.ts';
import { readTypeRules } from '../../authorization/readTypeRules.ts';
import { noRequirement } from '../../authorization/requirement.ts';
import { readSecurityDirectives } from '../../authorization/securityDirectives.ts';
import { isAccessible } from '../matrix/ownedTypes.ts';
import { recordNames } from './declaredFields.ts';
import { type ComposedField, composedFields } from './composedFields.ts';
import { implies } from './lostRules.ts';
import type { Nullability, Problem } from './problem.ts';

interface Source {
  name: string;
  file: string;
  document: DocumentNode;
}

/** How much of a field's type is sometimes null: the field itself, or its items too. */
type Reach = 'field' | 'items';

/**
 * The fields that may be null though everything works as it should, because of a denial or of a system that is down, and are declared
 * non-null: the null would take their whole object with it, and with it what others answered. Inputs are not concerned.
 */
export function nonNullFields(supergraph: DocumentNode, checked: readonly Source[], all: readonly Source[]): Problem[] {
  const find = createFinder(supergraph, all);
  return composedFields(supergraph).flatMap((field) => {
    const found = isNonNull(field.type) || hasNonNullItems(field.type) ? find(field) : undefined;
    const write = found && nullable(field.type, found.reach);
    if (!found || !write || print(write) === print(field.type)) return [];
    const place = placeOf(field, checked);
    if (!place) return [];
    const coordinate = `${field.typeName}.${field.name}`;
    return [
      { kind: 'nonNull', ...place, coordinate, type: print(field.type), write: print(write), because: found.why },
    ];
  });
}

/** Makes the function that says why a field may be null, for the reason that reaches furthest. */
function createFinder(supergraph: DocumentNode, all: readonly Source[]) {
  const directives = readSecurityDirectives(supergraph);
  const rules = readTypeRules(supergraph, directives);
  const requirements = readRequirements(supergraph, directives);
  const members = membersOf(supergraph);
  const records = new Set(all.flatMap(recordTypes));
  const mayBe = (name: string): readonly string[] => [name, ...(members.get(name) ?? [])];

  return (field: ComposedField): { why: Nullability; reach: Reach } | undefined => {
    const { typeName, name, output, absentFrom } = field;
    if (mayBe(output).some((type) => records.has(type))) return { why: { kind: 'record' }, reach: 'items' };
    if (hasDeniedMember(field, members, requirements)) return { why: { kind: 'rule' }, reach: 'items' };
    const own = rules.get(typeName)?.fields.get(name)?.own ?? noRequirement;
    if (!implies(noRequirement, own)) return { why: { kind: 'rule' }, reach: 'field' };
    if (!holdsForParent(typeName, requirements.of(typeName, name), requirements))
      return { why: { kind: 'rule' }, reach: 'field' };
    if (field.isRoot) return { why: { kind: 'root' }, reach: 'field' };
    if (field.reads) return { why: { kind: 'reads' }, reach: 'field' };
    if (absentFrom.length > 0)
      return { why: { kind: 'elsewhere', owners: field.owners, from: absentFrom }, reach: 'field' };
    return undefined;
  };
}

/** Whether whoever may have an object of the type meets the requirement too. */
function holdsForParent(
  typeName: string,
  requirement: ReturnType<Requirements['of']>,
  requirements: Requirements,
): boolean {
  return implies(requirements.ofType(typeName) ?? noRequirement, requirement ?? noRequirement);
}

/** Whether an object may be denied alone, without the field that leads to it: members of unions are judged one by one. */
function hasDeniedMember(
  { typeName, output }: ComposedField,
  members: ReadonlyMap<string, readonly string[]>,
  requirements: Requirements,
): boolean {
  return (members.get(output) ?? []).some((name) => !holdsForParent(typeName, requirements.ofType(name), requirements));
}

function recordTypes({ document }: Source): string[] {
  const { record } = recordNames(document);
  return document.definitions.flatMap((item) =>
    (item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.OBJECT_TYPE_EXTENSION) && isOneOf(item, record)
      ? [item.name.value]
      : [],
  );
}

function isOneOf(
  { directives }: { directives?: readonly ConstDirectiveNode[] | undefined },
  names: readonly string[],
): boolean {
  return (directives ?? []).some(({ name }) => names.includes(name.value));
}

/** What unions and interfaces stand for. */
function membersOf(supergraph: DocumentNode): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const item of supergraph.definitions) {
    if (item.kind === Kind.UNION_TYPE_DEFINITION)
      members.set(
        item.name.value,
        (item.types ?? []).map(({ name }) => name.value),
      );
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION || !isAccessible(item)) continue;
    for (const { name } of item.interfaces ?? [])
      members.set(name.value, [...(members.get(name.value) ?? []), item.name.value]);
  }
  return members;
}

/** Where a checked subgraph declares a field, best one that resolves it, or else brings its type in; undefined where none does. */
function placeOf(field: ComposedField, checked: readonly Source[]): { file: string; line: number } | undefined {
  const declared = checked.flatMap((source) => declarationsOf(field, source));
  return (
    declared.find(({ isOwner }) => isOwner)?.place ??
    declared.find(({ isField }) => isField)?.place ??
    declared[0]?.place
  );
}

function declarationsOf({ typeName, name: fieldName, owners }: ComposedField, { name, file, document }: Source) {
  return document.definitions.flatMap((item) => {
    if (!('fields' in item) || !('name' in item) || item.name.value !== typeName) return [];
    const field = item.fields?.find((one) => one.name.value === fieldName);
    const line = (field ?? item).name.loc?.startToken.line ?? 1;
    const isField = field !== undefined;
    return [{ place: { file, line }, isField, isOwner: isField && owners.includes(name) }];
  });
}

function nullable(type: TypeNode, reach: Reach): TypeNode {
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (inner.kind === Kind.NAMED_TYPE || reach === 'field') return inner;
  return { ...inner, type: nullable(inner.type, reach) };
}

function isNonNull(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE;
}

function hasNonNullItems(type: TypeNode): boolean {
  if (type.kind === Kind.NAMED_TYPE) return false;
  if (type.kind === Kind.NON_NULL_TYPE) return hasNonNullItems(type.type);
  return isNonNull(type.type) || hasNonNullItems(type.type);
}
