import type { Asker } from '../../core/asker.ts';
import type { CompiledEntityFetch } from '../compile/compiledPlan.ts';
import type { JsonObject } from '../../core/jsonObject.ts';
import type { Refusals } from '../guard/guard.ts';
import type { SubgraphError } from './readReply.ts';

/** A subgraph's answer to one entity fetch; `failure` is set when there was none. */
export interface EntityBatch {
  entities: readonly unknown[];
  /** Errors of single entities, by index, with the rest of their paths. */
  errorsOf: ReadonlyMap<number, readonly SubgraphError[]>;
  /** Errors of the request as a whole. */
  errors: readonly SubgraphError[];
  failure?: unknown;
  /** What the guard refused of those that it was asked about, by their numbers; set when it is first asked. */
  screened?: Map<number, Promise<ReadonlyMap<number, Refusals>>> | undefined;
}

/** A question that was asked or is about to be. */
export interface AskedQuestion {
  batch?: Promise<EntityBatch>;
}

/**
 * A node in a tree of entities, which holds where the answer about one will be. Entities are distinguished by the values in their
 * representations: each value is one step down from a common root.
 */
export class EntityNode {
  /** The question that includes this entity; undefined until it is asked about. */
  asked: AskedQuestion | undefined = undefined;
  /** The entity's index in that question. */
  index = 0;
  #next: Map<unknown, EntityNode> | undefined = undefined;

  step(value: unknown): EntityNode {
    this.#next ??= new Map();
    let node = this.#next.get(value);
    if (!node) {
      node = new EntityNode();
      this.#next.set(value, node);
    }
    return node;
  }
}

/** A request for entities that share the same context arguments. */
export interface EntityQuestion {
  fetch: CompiledEntityFetch;
  representations: readonly string[];
  /** JSON of the `@fromContext` arguments, each followed by a comma. */
  argumentsText: string;
  variables: JsonObject;
  /** On whose behalf; undefined for whom the operation is made. */
  asker?: Asker | undefined;
}
