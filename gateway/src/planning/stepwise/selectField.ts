import type { FieldNode, TypeNode } from 'graphql';
import { onType } from '../plan.ts';
import { listDepthOf, namedTypeOf } from '../queryGraph/federatedSchema.ts';
import { fieldIn, isAbstractType, outputTypeOf, type QueryGraph, verticesBelow } from '../queryGraph/queryGraph.ts';
import { createSelection, type FetchGroups, fieldsOfType, type GroupSelection } from './fetchGroup.ts';
import { createPosition, type Position, type PositionSelection } from './position.ts';
import type { StepwisePlanning } from './stepwisePlanning.ts';

/** More selected fields than this are no plan. */
const mostFields = 50_000;

/** Selects a field of a position's objects in a group that resolves them. Answers all groups that fetch it. @throws Error */
export function selectField(
  planning: StepwisePlanning,
  position: Position,
  target: PositionSelection,
  key: string,
  node: FieldNode,
): FetchGroups {
  const { vertex, group } = target;
  const field = fieldIn(planning.graph, vertex.subgraph, vertex.type, node.name.value);
  if (!field) throw new Error('A subgraph is asked for a field that it does not know.');
  if (field.takesContext) throw new Error('A field takes arguments from a context.');
  planning.fieldCount += 1;
  if (planning.fieldCount > mostFields) throw new Error('The plan grows too large.');
  const { selectionSet, ...bare } = node;
  const below = selectionSet ? selectBelow(planning.graph, position, target, key, node) : undefined;
  target.fields.set(key, { node: bare, below });
  const groups = position.fetchedBy.get(key) ?? new Set();
  position.fetchedBy.set(key, groups.add(group));
  return groups;
}

/** Selects the `__typename` of a position's objects, where a group knows it. */
export function selectTypename(position: Position): FetchGroups {
  const known = position.resolvedBy.find(({ vertex }) => vertex.type === position.type);
  if (!known) return new Set();
  known.selection.hasTypename = true;
  return new Set([known.group]);
}

/** What a field answers with in the supergraph. @throws Error when it is not there */
export function outputTypeIn(graph: QueryGraph, type: string, { name }: FieldNode): TypeNode {
  const output = outputTypeOf(graph, type, name.value);
  if (!output) throw new Error('A field is not in the supergraph.');
  return output;
}

/** Begins the selection below a field, at a position for each type that its objects may have. */
function selectBelow(
  graph: QueryGraph,
  position: Position,
  { vertex, group }: PositionSelection,
  key: string,
  node: FieldNode,
): GroupSelection {
  const name = node.name.value;
  const output = outputTypeIn(graph, position.type, node);
  const declared = fieldIn(graph, vertex.subgraph, vertex.type, name)?.type ?? output;
  const members = verticesBelow(graph, vertex, name);
  const isAbstract = isAbstractType(graph, namedTypeOf(output));
  const hasTypename = isAbstract && members.some((member) => !isAbstractType(graph, member.type));
  const selection = createSelection(namedTypeOf(declared), hasTypename);
  const path = [...position.path, { kind: 'key', key } as const, ...itemSteps(output)];
  const positions = position.below.get(key) ?? new Map<string, Position>();
  position.below.set(key, positions);
  for (const member of members) {
    const memberPath = isAbstract ? [...path, onType(member.type)] : path;
    const below = positions.get(member.type) ?? createPosition(memberPath, member.type, group);
    positions.set(member.type, below);
    const fields = fieldsOfType(selection, member.type);
    below.resolvedBy.push({ vertex: member, group, selection, fields, requires: undefined });
  }
  return selection;
}

function itemSteps(type: TypeNode) {
  return Array.from({ length: listDepthOf(type) }, () => ({ kind: 'items' }) as const);
}
