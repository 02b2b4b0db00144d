import { type Role, roles, scopesOf } from '@wasl/schema/roles.ts';
import type { DocumentNode } from 'graphql';
import { readRequirements } from '../../authorization/readRequirements.ts';
import type { Requirement } from '../../authorization/requirement.ts';
import { readSecurityDirectives } from '../../authorization/securityDirectives.ts';
import { readOwnedTypes } from './ownedTypes.ts';

/** Whose values of a field a caller may read or write by the field rules; `policy` when a policy decides too. */
export type Access = 'all' | 'own' | 'policy' | 'none';

/** The caller: without a token, with one that grants nothing, or with a role. */
export type Audience = 'anonymous' | 'authenticated' | Role;

export interface MatrixField {
  name: string;
  /** Subgraphs that resolve it. */
  owners: readonly string[];
  /** For each audience, in the order of `audiences`. */
  access: readonly Access[];
}

export interface MatrixType {
  name: string;
  /** Whether its fields write: it is the mutation root. */
  isWritten: boolean;
  fields: readonly MatrixField[];
}

/** Columns of the matrix. */
export const audiences: readonly Audience[] = ['anonymous', 'authenticated', ...(Object.keys(roles) as Role[])];

/** Reads, for every field of every type that clients can reach, who may read or write it. */
export function readAccessMatrix(supergraph: DocumentNode): MatrixType[] {
  const requirements = readRequirements(supergraph, readSecurityDirectives(supergraph));
  return readOwnedTypes(supergraph).map(({ name, isMutation, fields }) => ({
    name,
    isWritten: isMutation,
    fields: fields.map((field) => {
      const requirement = requirements.of(name, field.name);
      return { ...field, access: audiences.map((audience) => accessOf(requirement, audience)) };
    }),
  }));
}

function accessOf(requirement: Requirement | undefined, audience: Audience): Access {
  if (!requirement) return 'all';
  if (requirement.authenticated && audience === 'anonymous') return 'none';
  const scopes = audience === 'anonymous' || audience === 'authenticated' ? [] : scopesOf([audience]);
  // Scopes of the form `patient/…` grant only the caller's own record and those of dependants.
  const beyondOwn = scopes.filter((scope) => !scope.startsWith('patient/'));
  if (!holds(requirement, scopes)) return 'none';
  if (requirement.policies.length > 0) return 'policy';
  return holds(requirement, beyondOwn) ? 'all' : 'own';
}

function holds({ scopes }: Requirement, held: readonly string[]): boolean {
  return scopes.every(
    (anyOf) => anyOf.length === 0 || anyOf.some((names) => names.every((name) => held.includes(name))),
  );
}
