import type { FieldNode, SelectionNode } from 'graphql';
import type { Source } from './knowledge.ts';

/** A request to a subgraph that a plan will make. */
export interface Draft {
  graph: string;
  /** From the root of the answer to the objects that it completes, as a plan writes it. */
  path: readonly string[];
  /** What it sends of entities; undefined for fields of a root type. */
  input: { on: string; as: string; selections: readonly SelectionNode[] } | undefined;
  selected: Selected;
  /** Requests that it needs the answers of. */
  after: ReadonlySet<Draft>;
}

/** What is selected of an object. */
export interface Selected {
  /** Its type in the subgraph. */
  type: string;
  asksTypename: boolean;
  /** The fields by the types of objects that it may be; only one where the type is that of objects. */
  members: Map<string, Map<string, SelectedField>>;
}

export interface SelectedField {
  node: FieldNode;
  below: Selected | undefined;
}

/** Objects at one place of the answer that are of one type. */
export interface Place {
  path: readonly string[];
  /** An object type; an interface where nobody has told which. */
  type: string;
  answers: Answer[];
  /** The requests that brought a field, by its key. */
  brought: Map<string, Set<Draft>>;
  below: Map<string, Map<string, Place>>;
  /** Those who were asked for the entity. */
  asked: Map<string, Answer>;
  /** The request that brought the objects; undefined for the root. */
  made: Draft | undefined;
  /** The same objects before their type was known. */
  unnamed: Place | undefined;
  /** The same objects once their types are known. */
  named: Place[] | undefined;
}

/** A part of a request that answers the objects of a place. */
export interface Answer {
  source: Source;
  draft: Draft;
  selected: Selected;
  fields: Map<string, SelectedField>;
  /** What it is sent besides a key; nothing else may depend on that. */
  requires: string | undefined;
}

/** A place where nothing is known yet. */
export function createPlace(path: readonly string[], type: string, made: Draft | undefined, unnamed?: Place): Place {
  return {
    path,
    type,
    answers: [],
    brought: new Map(),
    below: new Map(),
    asked: new Map(),
    made,
    unnamed,
    named: undefined,
  };
}

/** Requests that bring something. */
export type Drafts = Set<Draft>;

/** What is selected of the objects of one type. */
export function fieldsOf({ members }: Selected, type: string) {
  let fields = members.get(type);
  if (!fields) {
    fields = new Map();
    members.set(type, fields);
  }
  return fields;
}

/** A step of a path: only objects of a type. */
export function on(type: string): string {
  return `... on ${type}`;
}
