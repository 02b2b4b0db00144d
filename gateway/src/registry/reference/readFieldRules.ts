import type { DocumentNode } from 'graphql';
import { type Role, roles } from '@wasl/schema/roles.ts';
import { readRequirements } from '../../authorization/readRequirements.ts';
import { noRequirement, type Requirement } from '../../authorization/requirement.ts';
import { readSecurityDirectives } from '../../authorization/securityDirectives.ts';
import { readRecordDirectives } from '../../records/recordDirectives.ts';
import type { RecordCategory } from '../../records/recordQuestion.ts';
import { readAccessMatrix } from '../matrix/accessMatrix.ts';
import { readOwnedTypes } from '../matrix/ownedTypes.ts';

/** Who answers a field, and what it takes to read it. */
export interface FieldRules {
  /** Subgraphs that resolve it. */
  owners: readonly string[];
  requirement: Requirement;
  /** Roles whose scopes suffice; all where it has no rule, and empty where only a policy or a token decides. */
  roles: readonly Role[];
  /** Kind of a patient's data that it is part of: each record is decided on by itself. */
  category?: RecordCategory;
}

/** The rules of all fields that clients can reach, by `Type.field`. */
export function readFieldRules(supergraph: DocumentNode): ReadonlyMap<string, FieldRules> {
  const requirements = readRequirements(supergraph, readSecurityDirectives(supergraph));
  const records = readRecordDirectives(supergraph);
  const access = new Map(
    readAccessMatrix(supergraph).flatMap(({ name, fields }) =>
      fields.map((field) => [`${name}.${field.name}`, field.access] as const),
    ),
  );
  const rulesOf = (
    typeName: string,
    field: { name: string; output: string; owners: readonly string[] },
  ): FieldRules => {
    const category = (records.typeOf(typeName) ?? records.typeOf(field.output))?.category;
    const [, , ...ofRoles] = access.get(`${typeName}.${field.name}`) ?? [];
    return {
      owners: field.owners,
      requirement: requirements.of(typeName, field.name) ?? noRequirement,
      roles: (Object.keys(roles) as Role[]).filter((_, index) => ofRoles[index] !== 'none'),
      ...(category && { category }),
    };
  };
  return new Map(
    readOwnedTypes(supergraph).flatMap(({ name, fields }) =>
      fields.map((field) => [`${name}.${field.name}`, rulesOf(name, field)] as const),
    ),
  );
}
