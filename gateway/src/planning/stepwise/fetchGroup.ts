import type { FieldNode, SelectionNode } from 'graphql';
import type { PlanPathStep } from '../plan.ts';

/** A request to a subgraph that a plan will make, while it is being put together. */
export interface FetchGroup {
  subgraph: string;
  /** From the root of the answer to the objects that it completes. */
  path: readonly PlanPathStep[];
  /** What it sends of entities; undefined for fields of a root type. */
  inputs: GroupInputs | undefined;
  selection: GroupSelection;
  /** The groups whose answers it needs. */
  parents: ReadonlySet<FetchGroup>;
}

export interface GroupInputs {
  /** The type of the objects in the answer, and that by which the subgraph resolves them. */
  type: string;
  entityType: string;
  /** A key, and what the fetched fields require. */
  selections: readonly SelectionNode[];
}

/** What a group selects of objects. */
export interface GroupSelection {
  /** Their type in the subgraph. */
  type: string;
  hasTypename: boolean;
  /** The fields by the types that the objects may have; only one where `type` is an object type. */
  byType: Map<string, Map<string, GroupField>>;
}

export interface GroupField {
  /** The field without what is below. */
  node: FieldNode;
  below: GroupSelection | undefined;
}

/** Groups that fetch something. */
export type FetchGroups = Set<FetchGroup>;

/** Begins a selection of objects. */
export function createSelection(type: string, hasTypename = false): GroupSelection {
  return { type, hasTypename, byType: new Map() };
}

/** What is selected of the objects of one type, by response key. */
export function fieldsOfType({ byType }: GroupSelection, type: string): Map<string, GroupField> {
  let fields = byType.get(type);
  if (!fields) {
    fields = new Map();
    byType.set(type, fields);
  }
  return fields;
}
