import type { DocumentNode } from 'graphql';
import { readOwnedTypes } from '../matrix/ownedTypes.ts';
import { readRequirements, type Requirements } from '../../authorization/readRequirements.ts';
import { type AnyOf, noRequirement, type Requirement } from '../../authorization/requirement.ts';
import { readSecurityDirectives } from '../../authorization/securityDirectives.ts';

/** How a field of today's graph is affected. */
export type Loss = { coordinate: string } & (
  | { kind: 'removed' | 'exposed' }
  /** Whether a subgraph answers it that did not before; otherwise fewer of the same do. */
  | { kind: 'moved'; owner: string; isTaken: boolean }
);

/** Compares two supergraphs: fields that disappear, lose a rule, or no longer come from their owner. */
export function findLosses(today: DocumentNode, next: DocumentNode): Loss[] {
  const rulesToday = requirementsOf(today);
  const rulesNext = requirementsOf(next);
  const ownersNext = ownersByField(next);
  return [...ownersByField(today)].flatMap(([coordinate, owners]): Loss[] => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const nextOwners = ownersNext.get(coordinate);
    if (!nextOwners) return [{ kind: 'removed', coordinate }];
    const before = rulesToday.of(typeName, fieldName) ?? noRequirement;
    const isWeaker = !implies(rulesNext.of(typeName, fieldName) ?? noRequirement, before);
    const lost = owners.filter((owner) => !nextOwners.includes(owner));
    const isTaken = nextOwners.some((owner) => !owners.includes(owner));
    return [
      ...(isWeaker ? [{ kind: 'exposed' as const, coordinate }] : []),
      ...lost.map((owner) => ({ kind: 'moved' as const, coordinate, owner, isTaken })),
    ];
  });
}

/** Whether everyone who meets one requirement meets the other too. */
export function implies(one: Requirement, other: Requirement): boolean {
  const needsToken = one.authenticated || one.scopes.some((anyOf) => !isOpen(anyOf));
  const covers = (stricter: readonly AnyOf[], looser: readonly AnyOf[]) =>
    looser.every((anyOf) => isOpen(anyOf) || stricter.some((candidate) => isWithin(candidate, anyOf)));
  return (
    (!other.authenticated || needsToken) && covers(one.scopes, other.scopes) && covers(one.policies, other.policies)
  );
}

/** Whether every alternative of one also meets the other. */
function isWithin(one: AnyOf, other: AnyOf): boolean {
  return !isOpen(one) && one.every((names) => other.some((fewer) => fewer.every((name) => names.includes(name))));
}

function isOpen(anyOf: AnyOf): boolean {
  return anyOf.length === 0 || anyOf.some((names) => names.length === 0);
}

function ownersByField(supergraph: DocumentNode): Map<string, readonly string[]> {
  return new Map(
    readOwnedTypes(supergraph).flatMap(({ name, fields }) =>
      fields.map((field) => [`${name}.${field.name}`, field.owners] as const),
    ),
  );
}

function requirementsOf(supergraph: DocumentNode): Requirements {
  return readRequirements(supergraph, readSecurityDirectives(supergraph));
}
