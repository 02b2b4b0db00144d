import type { JsonObject } from '../../core/jsonObject.ts';
import type { RootNames } from '../../core/typeNames.ts';
import type { KeysAskedBack } from './askKeysBack.ts';
import type { CheckReceived } from './compileReceived.ts';
import type { Representation } from './compileRepresentation.ts';

/** A query plan that is ready to run: all work that does not depend on the request is done. */
export type CompiledNode =
  | { kind: 'Sequence'; nodes: readonly CompiledNode[] }
  | { kind: 'Parallel'; nodes: readonly CompiledNode[] }
  /** Plans that need different values under one key: each fills an answer of its own, and the answers are merged. */
  | { kind: 'Apart'; nodes: readonly CompiledNode[] }
  | { kind: 'Condition'; variable: string; whenTrue?: CompiledNode; whenFalse?: CompiledNode }
  | { kind: 'Defer'; primary?: CompiledNode; parts: readonly CompiledPart[] }
  | { kind: 'Fetch'; fetch: CompiledFetch }
  | { kind: 'Entities'; fetch: CompiledEntityFetch };

/** A step down the answer: into a field, into every item of a list, or only into objects of a type. */
export type PathStep =
  | { kind: 'key'; key: string; read(object: JsonObject): unknown }
  | { kind: 'items' }
  | { kind: 'type'; condition: string };

/** A deferred part of the answer. */
export interface CompiledPart {
  /** Ids of the fetches after which it may begin. */
  depends: readonly string[];
  /** The label that `labelParts` gave it. */
  label: string | undefined;
  /** From the root to the objects that it completes, in internal keys. */
  path: readonly PathStep[];
  node?: CompiledNode;
}

/** One request to a subgraph. */
export interface CompiledFetch {
  id: number;
  /** The id by which deferred parts refer to the fetch. */
  deferId: string | undefined;
  subgraph: string;
  isMutation: boolean;
  query: string;
  operationName: string | undefined;
  /** Request body up to its variables: `{"query":…,"variables":{`. */
  head: string;
  /** The client's variables that the fetch uses. */
  variables: readonly SentVariable[];
  /** Path of the objects into which the result is merged. */
  path: readonly PathStep[];
  /** Removes what was not selected from the subgraph's answer, or from one entity of it, and returns the missing fields. */
  check: CheckReceived;
  /** Applied to the subgraph's answer before it is merged. */
  rewriteOutput: ((received: JsonObject) => void) | undefined;
  /** Keys of the subgraph's answer that `rewriteOutput` renames, with what they become. */
  renamed: ReadonlyMap<string, string>;
  /** The root types whose names occur in the query or may occur in its answer: the subgraph's own names for them must be known first. */
  roots: readonly (keyof RootNames)[];
  /** The same request for a subgraph that has other names for these types; `names` are its names by ours. */
  withTypeNames(names: ReadonlyMap<string, string>): Pick<CompiledFetch, 'query' | 'head' | 'check'>;
}

export interface SentVariable {
  /** The client's name of the variable. */
  name: string;
  /** How the request body names it: `"name":`. */
  label: string;
}

/** A request for entities: each object at `path` gets the fields of one `_entities` item. */
export interface CompiledEntityFetch extends CompiledFetch {
  representation: Representation;
  /** Keys that its entities are to bear as they were asked for; undefined where that is not looked at. */
  keysAskedBack: KeysAskedBack | undefined;
  /** Arguments taken from objects above the entity (`@fromContext`). */
  contextArguments: readonly ContextArgument[];
  /** Equal for fetches with the same query to the same subgraph. */
  signature: string;
  /** Another fetch of the plan has the same signature: entities may be known already. */
  isRepeated: boolean;
  /** Another fetch of the plan is to the same subgraph: both may be merged into one request. */
  mayMerge: boolean;
}

export interface ContextArgument {
  variable: string;
  /** How many objects above the entity the path starts. */
  levels: number;
  path: readonly PathStep[];
}
