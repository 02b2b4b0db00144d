import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isCompositeType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { DeferredPart, QueryPlan } from '../../planning/plan.ts';
import { onlyTypename } from '../conditions.ts';

/** A selection that the client deferred. */
export interface DeferredSelection {
  /** The client's own label. */
  label: string | undefined;
  /** The declared type of the objects that it belongs to. */
  type: GraphQLCompositeType;
  /** The deferred selection on such an object, with the client's keys; it selects nothing where its fragment does not apply. */
  selectionSet: SelectionSetNode;
}

/** Where a selection is: the field that it is below, and the type conditions around it. */
interface SelectionScope {
  path: string;
  type: GraphQLCompositeType;
  conditions: readonly NamedTypeNode[];
}

export interface LabelledOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** By the label that it has in the operation now. */
  deferred: ReadonlyMap<string, DeferredSelection>;
}

/**
 * Gives every deferred part of an operation a unique label: Apollo's planner treats parts with one label as one, and one fragment may occur
 * in many places. The operation's fragments are inlined already.
 */
export function labelParts(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): LabelledOperation {
  const deferred = new Map<string, DeferredSelection>();
  const known = new Map<DirectiveNode, Map<string, string>>();

  function inSet(selectionSet: SelectionSetNode, scope: SelectionScope): SelectionSetNode {
    return { ...selectionSet, selections: selectionSet.selections.map((item) => inSelection(item, scope)) };
  }

  function inSelection(selection: SelectionNode, scope: SelectionScope): SelectionNode {
    if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) return inFragment(selection, scope);
    const type = typeBelow(selection, scope);
    if (!type) return selection;
    const path = [scope.path, ...scope.conditions.map(({ name }) => name.value), keyOf(selection)].join('/');
    return { ...selection, selectionSet: inSet(selection.selectionSet, { path, type, conditions: [] }) };
  }

  function inFragment(fragment: InlineFragmentNode, scope: SelectionScope): InlineFragmentNode {
    const { typeCondition, selectionSet, directives = [] } = fragment;
    const here = typeCondition ? { ...scope, conditions: [...scope.conditions, typeCondition] } : scope;
    return {
      ...fragment,
      directives: directives.map((item) => (isDeferred(item) ? relabelled(item, selectionSet, here) : item)),
      selectionSet: inSet(selectionSet, here),
    };
  }

  function relabelled(directive: DirectiveNode, selectionSet: SelectionSetNode, scope: SelectionScope): DirectiveNode {
    const { path, type, conditions } = scope;
    const labels = known.get(directive) ?? new Map<string, string>();
    known.set(directive, labels);
    const id = [path, ...conditions.map(({ name }) => name.value)].join('/');
    const label = labels.get(id) ?? `part${deferred.size}`;
    labels.set(id, label);
    const given = directive.arguments ?? [];
    const sent = given.find(({ name }) => name.value === 'label')?.value;
    deferred.set(label, {
      label: sent?.kind === Kind.STRING ? sent.value : undefined,
      type,
      selectionSet: conditions.reduceRight(withinFragment, withoutFillers(selectionSet)),
    });
    const own = {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: 'label' },
      value: { kind: Kind.STRING, value: label },
    } as const;
    return { ...directive, arguments: [...given.filter(({ name }) => name.value !== 'label'), own] };
  }

  function typeBelow({ name }: FieldNode, { type, conditions }: SelectionScope): GraphQLCompositeType | undefined {
    const condition = conditions.at(-1);
    const parent = condition ? schema.getType(condition.name.value) : type;
    const field = parent && 'getFields' in parent ? parent.getFields()[name.value] : undefined;
    const below = field && 'args' in field ? getNamedType(field.type) : undefined;
    return isCompositeType(below) ? below : undefined;
  }

  const root = schema.getRootType(operation.operation);
  if (!root) return { document, operation, deferred };
  const scope = { path: '', type: root, conditions: [] };
  const labelled = { ...operation, selectionSet: inSet(operation.selectionSet, scope) };
  const definitions = document.definitions.map((item) => (item === operation ? labelled : item));
  return { document: { ...document, definitions }, operation: labelled, deferred };
}

function isDeferred({ name, arguments: given = [] }: DirectiveNode): boolean {
  const when = given.find((item) => item.name.value === 'if')?.value;
  return name.value === 'defer' && !(when?.kind === Kind.BOOLEAN && !when.value);
}

/** Removes each `__typename` that was added only to fill an empty selection set. */
function withoutFillers(selectionSet: SelectionSetNode): SelectionSetNode {
  return visit(selectionSet, {
    [Kind.SELECTION_SET]: (node) => (node === onlyTypename ? { ...node, selections: [] } : undefined),
  });
}

function withinFragment(selectionSet: SelectionSetNode, typeCondition: NamedTypeNode): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }] };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** The deferred parts after some fragments were copied; `copies` maps the labels of copies to those of their originals. */
export function withCopies(
  deferred: LabelledOperation['deferred'],
  copies: ReadonlyMap<string, string>,
): LabelledOperation['deferred'] {
  const all = new Map(deferred);
  for (const [copy, label] of copies) {
    const part = deferred.get(label);
    if (part) all.set(copy, part);
  }
  return all;
}

/** The labels of the deferred parts in a plan. */
export function labelsIn(node: QueryPlan['node']): string[] {
  const inPart = (part: DeferredPart) => [...(part.label === undefined ? [] : [part.label]), ...labelsIn(part.node)];
  switch (node?.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(labelsIn);
    case 'Flatten':
      return labelsIn(node.node);
    case 'Condition':
      return [...labelsIn(node.whenTrue), ...labelsIn(node.whenFalse)];
    case 'Defer':
      return [...labelsIn(node.primary), ...node.deferred.flatMap(inPart)];
    default:
      return [];
  }
}
