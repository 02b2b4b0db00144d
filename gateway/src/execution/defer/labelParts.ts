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

/** What a client's `@defer` puts off. */
export interface DeferredSelection {
  /** The client's own label. */
  label: string | undefined;
  /** The type of the objects as their field declares it. */
  type: GraphQLCompositeType;
  /** Of such an object, with the client's keys; nothing where the fragment does not apply to it. */
  selectionSet: SelectionSetNode;
}

/** Where a selection stands: below which field, and in which fragments on types. */
interface Place {
  path: string;
  type: GraphQLCompositeType;
  conditions: readonly NamedTypeNode[];
}

export interface LabelledOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** By the label that stands in the operation now. */
  deferred: ReadonlyMap<string, DeferredSelection>;
}

/**
 * Gives every part that an operation puts off a label of its own: Apollo's planner takes parts of one label for one, and a fragment
 * may stand in many places. The operation's fragments are laid out already.
 */
export function labelParts(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): LabelledOperation {
  const deferred = new Map<string, DeferredSelection>();
  const known = new Map<DirectiveNode, Map<string, string>>();

  function inSet(selectionSet: SelectionSetNode, place: Place): SelectionSetNode {
    return { ...selectionSet, selections: selectionSet.selections.map((item) => inSelection(item, place)) };
  }

  function inSelection(selection: SelectionNode, place: Place): SelectionNode {
    if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) return inFragment(selection, place);
    const type = typeBelow(selection, place);
    if (!type) return selection;
    const path = [place.path, ...place.conditions.map(({ name }) => name.value), keyOf(selection)].join('/');
    return { ...selection, selectionSet: inSet(selection.selectionSet, { path, type, conditions: [] }) };
  }

  function inFragment(fragment: InlineFragmentNode, place: Place): InlineFragmentNode {
    const { typeCondition, selectionSet, directives = [] } = fragment;
    const here = typeCondition ? { ...place, conditions: [...place.conditions, typeCondition] } : place;
    return {
      ...fragment,
      directives: directives.map((item) => (isPutOff(item) ? relabelled(item, selectionSet, here) : item)),
      selectionSet: inSet(selectionSet, here),
    };
  }

  function relabelled(directive: DirectiveNode, selectionSet: SelectionSetNode, place: Place): DirectiveNode {
    const { path, type, conditions } = place;
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

  function typeBelow({ name }: FieldNode, { type, conditions }: Place): GraphQLCompositeType | undefined {
    const condition = conditions.at(-1);
    const parent = condition ? schema.getType(condition.name.value) : type;
    const field = parent && 'getFields' in parent ? parent.getFields()[name.value] : undefined;
    const below = field && 'args' in field ? getNamedType(field.type) : undefined;
    return isCompositeType(below) ? below : undefined;
  }

  const root = schema.getRootType(operation.operation);
  if (!root) return { document, operation, deferred };
  const place = { path: '', type: root, conditions: [] };
  const labelled = { ...operation, selectionSet: inSet(operation.selectionSet, place) };
  const definitions = document.definitions.map((item) => (item === operation ? labelled : item));
  return { document: { ...document, definitions }, operation: labelled, deferred };
}

function isPutOff({ name, arguments: given = [] }: DirectiveNode): boolean {
  const when = given.find((item) => item.name.value === 'if')?.value;
  return name.value === 'defer' && !(when?.kind === Kind.BOOLEAN && !when.value);
}

/** Without the types that are asked for only because nothing else is. */
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

/** The parts of an operation after fragments of it were copied; `copies` are the labels of copies with those of their originals. */
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

/** The labels of the parts that a plan brings. */
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
