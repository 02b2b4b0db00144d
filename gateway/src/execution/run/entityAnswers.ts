import type { CompiledEntityFetch } from '../compile/compiledPlan.ts';
import type { JsonObject } from '../jsonObject.ts';
import type { SubgraphError } from './readReply.ts';

/** What a subgraph answered about the entities of one request; `failure` when nothing came. */
export interface EntityBatch {
  entities: readonly unknown[];
  /** Errors of single entities, by index, with the rest of their paths. */
  errorsOf: ReadonlyMap<number, readonly SubgraphError[]>;
  /** Errors of the request as a whole. */
  errors: readonly SubgraphError[];
  failure?: unknown;
}

/** A question that was asked, or is about to be. */
export interface AskedQuestion {
  batch?: Promise<EntityBatch>;
}

/** Where the answer about one entity will be. */
export interface EntityPlace {
  asked: AskedQuestion;
  index: number;
}

/** Entities of one kind of question, by their representation (and the arguments that came with it). */
export type EntityAnswers = Map<string, EntityPlace>;

/** A question about entities that all get the same arguments. */
export interface EntityQuestion {
  fetch: CompiledEntityFetch;
  representations: readonly string[];
  /** JSON of the arguments that come from a context, each with a comma after it. */
  argumentsText: string;
  variables: JsonObject;
}
