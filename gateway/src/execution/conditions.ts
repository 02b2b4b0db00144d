import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLError,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsOf } from '../core/documentParts.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import { nullableWhereRequired, refusal, refusedArgument } from './nullArguments.ts';

/**
 * The variables of a request that decide which fields are selected, by name. A variable in `@skip`, `@include` or `@defer` has its Boolean
 * value, or null where null was sent. A nullable variable in a non-null argument is listed only if it is null or undefined.
 */
export type Conditions = ReadonlyMap<string, boolean | null | undefined>;

const none: Conditions = new Map();
const known = new WeakMap<DocumentNode, readonly string[]>();

/** The variables in the `@skip`, `@include` and `@defer` of a document, sorted. */
function conditionVariables(document: DocumentNode): readonly string[] {
  const found = known.get(document);
  if (found) return found;
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: ({ name, arguments: given = [] }) => {
      if (!isCondition(name.value) && name.value !== 'defer') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  const sorted = [...names].sort();
  known.set(document, sorted);
  return sorted;
}

/** Reads the conditions of a request. */
export function readConditions({ document, operation, variables }: Requested, schema: GraphQLSchema): Conditions {
  const names = conditionVariables(document);
  const required = nullableWhereRequired(document, operation, schema);
  if (names.length + required.length === 0) return none;
  const conditions = new Map<string, boolean | null | undefined>();
  for (const name of required) {
    const value = valueOf(name, operation, variables);
    if (value === null || value === undefined) conditions.set(name, value);
  }
  for (const name of names) {
    const value = valueOf(name, operation, variables);
    // Only a condition of `@defer` may be left out: its default is true.
    conditions.set(name, value === null ? null : value !== false);
  }
  return conditions;
}

interface Requested {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: JsonObject;
}

/** The value of a variable. For a default that is neither null nor a Boolean, only whether there is one. */
function valueOf(name: string, { variableDefinitions }: OperationDefinitionNode, variables: JsonObject): unknown {
  if (Object.hasOwn(variables, name)) return variables[name];
  const value = variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  if (value?.kind === Kind.NULL) return null;
  return value?.kind === Kind.BOOLEAN ? value.value : value && true;
}

/** Whether `@skip` and `@include` keep a selection; null where this is undecided, since a condition is null. */
export function isAskedFor(directives: Directives, conditions: Conditions): boolean | null {
  if (!directives || directives.length === 0) return true;
  const isSkipped = conditionIn(directives, 'skip', conditions, false);
  if (isSkipped !== false) return isSkipped === null ? null : false;
  return conditionIn(directives, 'include', conditions, true);
}

/** Whether `@defer` defers a fragment; null where its condition is null. */
export function isPutOff(directives: Directives, conditions: Conditions): boolean | null {
  if (!directives?.some(({ name }) => name.value === 'defer')) return false;
  return conditionIn(directives, 'defer', conditions, true);
}

type Directives = readonly DirectiveNode[] | undefined;

/** The value of a directive's `if`; `without` where the directive or its `if` is absent. */
function conditionIn(
  directives: readonly DirectiveNode[],
  name: string,
  conditions: Conditions,
  without: boolean,
): boolean | null {
  const directive = directives.find((item) => item.name.value === name);
  const value = directive?.arguments?.find((item) => item.name.value === 'if')?.value;
  if (value?.kind === Kind.VARIABLE) return conditions.get(value.name.value) ?? null;
  return value?.kind === Kind.BOOLEAN ? value.value : without;
}

/** The error of a selection whose condition is null, in graphql-js's words. */
export function nullCondition(directives: Directives = [], conditions: Conditions): GraphQLError {
  const values = directives.flatMap(({ arguments: given = [] }) => given.map(({ value }) => value));
  const isNull = (value: ValueNode) => value.kind === Kind.VARIABLE && conditions.get(value.name.value) === null;
  return refusal('Argument "if" of non-null type "Boolean!" must not be null.', values.find(isNull));
}

/**
 * The operation under these conditions: skipped selections are removed, `@skip` and `@include` are dropped, and fragments are inlined.
 * Apollo's planner fails on conditions in two ways: it fetches no object all of whose fields share one condition, and it fetches fields
 * together whose requirements have different conditions.
 */
export function underConditions(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Conditions,
  schema: GraphQLSchema,
): { document: DocumentNode; operation: OperationDefinitionNode } {
  const fragments = fragmentsOf(document);
  const typeInfo = new TypeInfo(schema);
  const isRefused = (field: FieldNode) =>
    refusedArgument(field, typeInfo.getFieldDef()?.args ?? [], conditions) !== undefined;
  const decided: OperationDefinitionNode = visit(
    operation,
    visitWithTypeInfo(typeInfo, {
      [Kind.SELECTION_SET]: { enter: (node) => (hasNullCondition(node, conditions) ? onlyTypename : undefined) },
      [Kind.FIELD]: {
        enter: (node) => (isRefused(node) ? null : decide(node, conditions)),
        leave: fill<FieldNode>,
      },
      [Kind.FRAGMENT_SPREAD]: { enter: (node) => inlineSpread(decide(node, conditions), node, fragments) },
      [Kind.INLINE_FRAGMENT]: {
        enter: (node) => decide(node, conditions),
        leave: dropEmpty,
      },
      [Kind.OPERATION_DEFINITION]: { leave: fill<OperationDefinitionNode> },
    }),
  );
  return { document: { ...document, definitions: [decided] }, operation: decided };
}

/** An operation without introspection fields, which no subgraph answers; its fragments are inlined already. */
export function withoutSchemaQuestions(operation: OperationDefinitionNode): OperationDefinitionNode {
  return visit(operation, {
    [Kind.FIELD]: { enter: (node) => (isIntrospection(node) ? null : undefined), leave: fill<FieldNode> },
    [Kind.INLINE_FRAGMENT]: { leave: dropEmpty },
    [Kind.OPERATION_DEFINITION]: { leave: fill<OperationDefinitionNode> },
  });
}

/**
 * Whether a selection here has null as its condition: the object is then null. Spreads are left out, since a fragment that is spread twice
 * counts once.
 */
function hasNullCondition({ selections }: SelectionSetNode, conditions: Conditions): boolean {
  return selections.some(
    ({ kind, directives }) => kind !== Kind.FRAGMENT_SPREAD && isAskedFor(directives, conditions) === null,
  );
}

/** The selection without its conditions; null when they exclude it, undefined when it has none. */
function decide<Node extends SelectionNode>(node: Node, conditions: Conditions): Node | null | undefined {
  const { directives } = node;
  if (!directives || directives.length === 0) return undefined;
  const isDeferred = isPutOff(directives, conditions);
  if (isAskedFor(directives, conditions) !== true || isDeferred === null) return null;
  return { ...node, directives: directives.flatMap((item) => withoutCondition(item, isDeferred)) };
}

function withoutCondition(directive: DirectiveNode, isDeferred: boolean): DirectiveNode[] {
  const { name, arguments: given = [] } = directive;
  if (isCondition(name.value)) return [];
  if (name.value !== 'defer') return [directive];
  return isDeferred ? [{ ...directive, arguments: given.filter((item) => item.name.value !== 'if') }] : [];
}

function inlineSpread(
  decided: FragmentSpreadNode | null | undefined,
  spread: FragmentSpreadNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): InlineFragmentNode | null {
  const fragment = fragments.get(spread.name.value);
  if (decided === null || !fragment) return null;
  const { typeCondition, selectionSet } = fragment;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: (decided ?? spread).directives ?? [], selectionSet };
}

function isCondition(name: string): boolean {
  return name === 'skip' || name === 'include';
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/** An object of which nothing is left is still selected, by `__typename`: it may be null. */
function fill<Node extends { selectionSet?: SelectionSetNode | undefined }>(node: Node): Node | undefined {
  return node.selectionSet && isEmpty(node.selectionSet) ? { ...node, selectionSet: onlyTypename } : undefined;
}

function dropEmpty({ selectionSet }: InlineFragmentNode): null | undefined {
  return isEmpty(selectionSet) ? null : undefined;
}

function isEmpty({ selections }: SelectionSetNode): boolean {
  return selections.length === 0;
}

/** Selects only `__typename`. */
export const onlyTypename: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};
