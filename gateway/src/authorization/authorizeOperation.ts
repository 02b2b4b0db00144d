import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { DeniedFieldsMode, DenialReasons } from './deniedFields.ts';
import { pruneOperation, type PrunedOperation } from './pruneOperation.ts';
import type { Requirements } from './readRequirements.ts';
import { isMet, isOpen, type Requirement } from './requirement.ts';
import type { PreparedOperation } from '../core/preparedOperation.ts';
import type { Caller } from '../core/caller.ts';

/** An operation without the fields that its caller may not read. */
export interface AuthorizedOperation extends PrunedOperation {
  /** Why each field is denied, or with `dry-run` would be. */
  reasons: DenialReasons;
  /** Cache key of the operation without what was pruned: plans are never shared across different grants. */
  cacheKey: string;
  /** Whether the document as it was sent selects anything that a rule protects, allowed or denied. */
  isProtected: boolean;
}

/** Removes from an operation what its caller may not read. */
export type AuthorizeOperation = (prepared: PreparedOperation, caller: Caller) => AuthorizedOperation;

interface KnownOperation {
  /** The distinct requirements of the operation's fields and types. */
  touched: Requirement[];
  /** Results, by which of the requirements are met. */
  byMet: Map<string, AuthorizedOperation>;
  /** The same results by caller, whose grants never change: all that a returning caller costs. */
  byCaller: WeakMap<Caller, AuthorizedOperation>;
}

const mostVariants = 64;

/** Makes the authorization of a schema's operations. Decisions are cached per operation and per set of its requirements that are met. */
export function createAuthorize(
  schema: GraphQLSchema,
  requirements: Requirements,
  mode: DeniedFieldsMode = 'filter',
): AuthorizeOperation {
  const known = new WeakMap<PreparedOperation, KnownOperation>();
  return (prepared, caller) => {
    let operation = known.get(prepared);
    if (!operation) {
      const touched = touchedRequirements(prepared.document, schema, requirements);
      operation = { touched, byMet: new Map(), byCaller: new WeakMap() };
      known.set(prepared, operation);
    }
    const seen = operation.byCaller.get(caller);
    if (seen) return seen;
    const met = operation.touched.map((requirement) => (isMet(requirement, caller) ? '1' : '0')).join('');
    const authorized = operation.byMet.get(met) ?? decide(prepared, caller, operation.touched);
    remember(operation.byMet, met, authorized, mostVariants);
    operation.byCaller.set(caller, authorized);
    return authorized;
  };

  function decide(prepared: PreparedOperation, caller: Caller, touched: readonly Requirement[]): AuthorizedOperation {
    const isProtected = touched.some((requirement) => !isOpen(requirement));
    const passes = (requirement: Requirement | undefined) => !requirement || isMet(requirement, caller);
    const pruned = pruneOperation(prepared.document, prepared.operation, schema, {
      field: (typeName, fieldName) => passes(requirements.of(typeName, fieldName)),
      type: (typeName) => passes(requirements.ofType(typeName)),
    });
    const reasons = pruned.isPruned ? reasonsOf(prepared.document, caller) : new Map();
    if (mode !== 'dry-run') return { ...pruned, reasons, cacheKey: cacheKeyOf(prepared, pruned), isProtected };
    const { document, operation, hash } = prepared;
    return { ...pruned, document, operation, isPruned: false, reasons, cacheKey: hash, isProtected };
  }

  /** The fields of a document whose requirements the caller does not meet. */
  function reasonsOf(document: DocumentNode, caller: Caller): DenialReasons {
    const reasons: DenialReasons = new Map();
    const typeInfo = new TypeInfo(schema);
    const collect = (node: FieldNode) => {
      const typeName = typeInfo.getParentType()?.name ?? '';
      const { value } = node.name;
      const requirement = value.startsWith('__') ? requirements.ofType(typeName) : requirements.of(typeName, value);
      if (requirement && !isMet(requirement, caller))
        reasons.set(node, { coordinate: `${typeName}.${value}`, requirement });
    };
    visit(document, visitWithTypeInfo(typeInfo, { Field: collect }));
    return reasons;
  }
}

/** Depends on what is left of the operation, not on the caller's grants, so that it means the same under another version of the rules. */
function cacheKeyOf({ hash }: PreparedOperation, { isPruned, document }: PrunedOperation): string {
  if (!isPruned || !document) return hash;
  return `${hash}:${createHash('sha256').update(print(document)).digest('base64url')}`;
}

/** The values of the variables that an operation still defines. */
export function variablesOf(
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const names = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}

function remember<Value>(cache: Map<string, Value>, key: string, value: Value, most: number): void {
  if (cache.size >= most && !cache.has(key)) cache.clear();
  cache.set(key, value);
}

function touchedRequirements(document: DocumentNode, schema: GraphQLSchema, requirements: Requirements): Requirement[] {
  const touched = new Set<Requirement>();
  const add = (requirement: Requirement | undefined) => void (requirement && touched.add(requirement));
  const typeInfo = new TypeInfo(schema);
  const addType = (name: string | undefined) => add(requirements.ofType(name ?? ''));
  const collect = {
    Field: ({ name }: FieldNode) => add(requirements.of(typeInfo.getParentType()?.name ?? '', name.value)),
    InlineFragment: ({ typeCondition }: InlineFragmentNode) => addType(typeCondition?.name.value),
    FragmentDefinition: ({ typeCondition }: FragmentDefinitionNode) => addType(typeCondition.name.value),
    OperationDefinition: ({ operation }: OperationDefinitionNode) => addType(schema.getRootType(operation)?.name),
  };
  visit(document, visitWithTypeInfo(typeInfo, collect));
  return [...touched];
}
