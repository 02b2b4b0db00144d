import { type FieldNode, type FragmentDefinitionNode, type GraphQLSchema, Kind, type SelectionNode } from 'graphql';
import { isAskedFor, readConditions } from '../execution/conditions.ts';
import type { AuthorizedOperation } from './authorizeOperation.ts';
import { noRequirement, type Requirement } from './requirement.ts';
import type { PreparedOperation } from '../core/preparedOperation.ts';

/** How an answer treats fields that its caller may not read. */
export const deniedFieldsModes = ['filter', 'reject', 'explain', 'dry-run'] as const;
export type DeniedFieldsMode = (typeof deniedFieldsModes)[number];

/** A field of an operation that its caller may not read. */
export interface DeniedField {
  /** Response keys from the root, without list indexes: nothing has been fetched yet. */
  path: readonly string[];
  node: FieldNode;
  /** `Type.field`, by the type that it was selected on. */
  coordinate: string;
  requirement: Requirement;
}

/** The requirement that a caller does not meet, for each denied field of a document. */
export type DenialReasons = Map<FieldNode, { coordinate: string; requirement: Requirement }>;

/**
 * The denied fields that an operation selects under its variables, in document order, each path once. Fields below a denied field are not
 * listed: they would not be fetched.
 */
export function listDenied(
  { removed, reasons }: Pick<AuthorizedOperation, 'removed' | 'reasons'>,
  { document, operation }: PreparedOperation,
  sentVariables: Record<string, unknown>,
  schema: GraphQLSchema,
): DeniedField[] {
  if (removed.size === 0) return [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of document.definitions)
    if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const conditions = readConditions({ document, operation, variables: sentVariables }, schema);
  const found = new Map<string, DeniedField>();

  function walk(selections: readonly SelectionNode[], path: readonly string[], isWithinRemoved: boolean): void {
    for (const selection of selections) {
      // The executor reports a null condition.
      if (isAskedFor(selection.directives, conditions) !== true) continue;
      const isRemoved = isWithinRemoved || removed.has(selection);
      if (selection.kind === Kind.FIELD) walkField(selection, path, isRemoved);
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet.selections, path, isRemoved);
      else walk(fragments.get(selection.name.value)?.selectionSet.selections ?? [], path, isRemoved);
    }
  }

  function walkField(node: FieldNode, parentPath: readonly string[], isRemoved: boolean): void {
    const path = [...parentPath, (node.alias ?? node.name).value];
    if (!isRemoved) return walk(node.selectionSet?.selections ?? [], path, false);
    const reason = reasons.get(node) ?? { coordinate: node.name.value, requirement: noRequirement };
    const key = JSON.stringify(path);
    if (!found.has(key)) found.set(key, { path, node, ...reason });
  }

  walk(operation.selectionSet.selections, [], removed.has(operation));
  return [...found.values()];
}
