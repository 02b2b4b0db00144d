import type { JsonObject } from '../../core/jsonObject.ts';
import type { RootNames } from '../../core/typeNames.ts';
import type { CheckReceived } from './compileReceived.ts';
import type { Representation } from './compileRepresentation.ts';

/** A query plan made ready to run: everything that does not depend on the request is done. */
export type CompiledNode =
  | { kind: 'Sequence'; nodes: readonly CompiledNode[] }
  | { kind: 'Parallel'; nodes: readonly CompiledNode[] }
  /** Plans that want different values under one key: each fills an answer of its own, and these are merged. */
  | { kind: 'Apart'; nodes: readonly CompiledNode[] }
  | { kind: 'Condition'; variable: string; whenTrue?: CompiledNode; whenFalse?: CompiledNode }
  | { kind: 'Defer'; primary?: CompiledNode; parts: readonly CompiledPart[] }
  | { kind: 'Fetch'; fetch: CompiledFetch }
  | { kind: 'Entities'; fetch: CompiledEntityFetch };

/** A step from an object of the answer to those below it: a key, every item of a list, or only objects of a type. */
export type PathStep =
  | { kind: 'key'; key: string; read(object: JsonObject): unknown }
  | { kind: 'items' }
  | { kind: 'type'; condition: string };

/** A part of the answer that `@defer` puts off. */
export interface CompiledPart {
  /** It may begin once these fetches are done. */
  depends: readonly string[];
  /** As `labelParts` gave it. */
  label: string | undefined;
  /** From the root to the objects that it completes; internal keys. */
  path: readonly PathStep[];
  node?: CompiledNode;
}

/** One request to a subgraph. */
export interface CompiledFetch {
  id: number;
  /** By which parts that are put off know it. */
  deferId: string | undefined;
  subgraph: string;
  isMutation: boolean;
  query: string;
  operationName: string | undefined;
  /** Request body up to its variables: `{"query":…,"variables":{`. */
  head: string;
  /** The client's variables that go along. */
  variables: readonly SentVariable[];
  /** Where in the answer the result goes. */
  path: readonly PathStep[];
  /** Takes out of the subgraph's answer, or of one entity of it, what was not asked for, and tells what is missing. */
  check: CheckReceived;
  /** Applied to what the subgraph answered, before it is merged. */
  rewriteOutput: ((received: JsonObject) => void) | undefined;
  /** Keys of the subgraph's answer that `rewriteOutput` renames, with what they become. */
  renamed: ReadonlyMap<string, string>;
  /** The kinds of root types that the query names, or its answer may: what the subgraph calls them must be known first. */
  roots: readonly (keyof RootNames)[];
  /** The same question to a subgraph that has other names for these types; by ours. */
  withTypeNames(names: ReadonlyMap<string, string>): Pick<CompiledFetch, 'query' | 'head' | 'check'>;
}

export interface SentVariable {
  /** The client's name of it. */
  name: string;
  /** How the request body names it: `"name":`. */
  label: string;
}

/** A request for entities: each object at `path` gets the fields of one `_entities` item. */
export interface CompiledEntityFetch extends CompiledFetch {
  representation: Representation;
  /** Arguments taken from objects above the entity (`@fromContext`). */
  contextArguments: readonly ContextArgument[];
  /** Equal for fetches that ask the same of the same subgraph. */
  signature: string;
  /** Another fetch of the plan has the same signature: entities may be known already. */
  isRepeated: boolean;
  /** Another fetch of the plan asks the same subgraph: they may travel in one request. */
  mayMerge: boolean;
}

export interface ContextArgument {
  variable: string;
  /** How many objects up, and where from there. */
  levels: number;
  path: readonly PathStep[];
}
