import type { Asker } from '../../core/asker.ts';
import type { CompiledEntityFetch } from '../compile/compiledPlan.ts';
import type { JsonObject } from '../../core/jsonObject.ts';
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

/**
 * Where the answer about an entity will be. Entities are told apart by the values in their representations: each value is one
 * step further from the place that they all begin at.
 */
export class EntityPlace {
  /** Undefined until somebody asks. */
  asked: AskedQuestion | undefined = undefined;
  /** The entity's number in what is asked. */
  index = 0;
  #next: Map<unknown, EntityPlace> | undefined = undefined;

  step(value: unknown): EntityPlace {
    this.#next ??= new Map();
    let place = this.#next.get(value);
    if (!place) {
      place = new EntityPlace();
      this.#next.set(value, place);
    }
    return place;
  }
}

/** A question about entities that all get the same arguments. */
export interface EntityQuestion {
  fetch: CompiledEntityFetch;
  representations: readonly string[];
  /** JSON of the arguments that come from a context, each with a comma after it. */
  argumentsText: string;
  variables: JsonObject;
  /** On whose behalf; undefined for whom the operation is made. */
  asker?: Asker | undefined;
}
