import {
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { PreparedOperation } from '../request/prepareOperation.ts';
import type { Caller } from '../request/types.ts';
import { pruneOperation, type PrunedOperation } from './pruneOperation.ts';
import type { Requirements } from './readRequirements.ts';
import { isMet, type Requirement } from './requirement.ts';

/** An operation as its caller may run it. */
export interface AuthorizedOperation extends PrunedOperation {
  /** Names the operation together with what was taken out of it: plans are never shared across different grants. */
  cacheKey: string;
}

/** Decides what of an operation its caller may run. */
export type AuthorizeOperation = (prepared: PreparedOperation, caller: Caller) => AuthorizedOperation;

interface KnownOperation {
  /** The different requirements of the fields that the operation touches. */
  touched: Requirement[];
  /** Results by which of them are met. */
  byGrants: Map<string, AuthorizedOperation>;
}

const mostVariants = 64;

/** Makes the decision for a schema; it is kept per operation and per which of the operation's requirements are met. */
export function createAuthorize(schema: GraphQLSchema, requirements: Requirements): AuthorizeOperation {
  const known = new WeakMap<PreparedOperation, KnownOperation>();
  return (prepared, caller) => {
    let operation = known.get(prepared);
    if (!operation) {
      operation = { touched: touchedRequirements(prepared.document, schema, requirements), byGrants: new Map() };
      known.set(prepared, operation);
    }
    const grants = operation.touched.map((requirement) => (isMet(requirement, caller) ? '1' : '0')).join('');
    const decided = operation.byGrants.get(grants);
    if (decided) return decided;
    const isAllowed = (typeName: string, fieldName: string) => {
      const requirement = requirements.of(typeName, fieldName);
      return !requirement || isMet(requirement, caller);
    };
    const authorized = {
      ...pruneOperation(prepared.document, prepared.operation, schema, isAllowed),
      cacheKey: `${prepared.hash}:${grants}`,
    };
    if (operation.byGrants.size >= mostVariants) operation.byGrants.clear();
    operation.byGrants.set(grants, authorized);
    return authorized;
  };
}

/** The values of the variables that are left in an operation. */
export function variablesOf(
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const names = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}

function touchedRequirements(document: DocumentNode, schema: GraphQLSchema, requirements: Requirements): Requirement[] {
  const touched = new Set<Requirement>();
  const typeInfo = new TypeInfo(schema);
  const collect = {
    Field(node: { name: { value: string } }) {
      const requirement = requirements.of(typeInfo.getParentType()?.name ?? '', node.name.value);
      if (requirement) touched.add(requirement);
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, collect));
  return [...touched];
}
