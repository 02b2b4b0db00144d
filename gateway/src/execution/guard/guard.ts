import type { WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../../core/asker.ts';
import type { JsonObject } from '../../core/jsonObject.ts';

/**
 * Looks at what an operation asks of subgraphs and at what they answer, object by object, and says what is refused. A refused value
 * is null, with the refusal's error at its place. What a guard throws refuses the fetch, or the whole where nothing is fetched.
 */
export interface Guard {
  /**
   * Before a fetch is made. `objects` are those of the answer so far that it completes: entities by their keys, or what fields of the
   * root type go into. A refused object is not asked about; a refused field is not asked for.
   */
  beforeFetch(fetch: GuardedFetch, objects: readonly JsonObject[]): Verdict | Promise<Verdict>;
  /**
   * Before what came back is merged: an object for each that was asked about, null where there is none. `objects` are those of the
   * answer that each completes.
   */
  beforeMerge(
    fetch: GuardedFetch,
    received: readonly (JsonObject | null)[],
    objects: readonly JsonObject[],
  ): Refusals | Promise<Refusals>;
  /** After a mutation that was sent was answered, or was not: it may have changed what decisions rest on. */
  afterMutation?(fetch: GuardedFetch): void;
  /** Before an answer, a part of one or an event leaves: `data` as they stand, under the plan's keys. */
  beforeRelease(data: JsonObject): Refusals | Promise<Refusals>;
}

/** What a guard says before a fetch. */
export interface Verdict {
  refusals: Refusals;
  /**
   * On whose behalf what is left of the fetch is made for the object with this number, and with what decision; the same for those that
   * may be asked about together. Without it, on behalf of whom the operation is.
   */
  askerFor?(fetch: GuardedFetch, index: number): Asker | undefined;
}

/** A fetch as a guard sees it. */
export interface GuardedFetch {
  /** The same for each run of the fetch: what follows from its query may be kept by it. */
  source: object;
  subgraph: string;
  isMutation: boolean;
  /** Whether objects are entities, or fields of the root type are asked for. */
  isEntities: boolean;
  /** What is sent to the subgraph; its keys are those of the plan. */
  query: string;
  /** As the client sent them. */
  variables: JsonObject;
}

export type Refusals = readonly Refusal[];

/** One value that must not be asked for or must not leave. */
export interface Refusal {
  /** Number of the object that it is in; 0 for `beforeRelease`. */
  index: number;
  /** From the object to the value. Empty for the object itself. Before a fetch only keys: a field that the fetch selects, at any depth. */
  path: readonly (string | number)[];
  error: WaslError;
  /** Nothing may tell that there is such a value: no error, and no place in the list that it is an item of. */
  isHidden?: true | undefined;
  /** With an empty path: what is known of the object already goes too, such as its key. */
  isWhole?: true | undefined;
}
