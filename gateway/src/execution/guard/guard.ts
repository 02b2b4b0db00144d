import type { WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../../core/asker.ts';
import type { Eventually } from '../../core/eventually.ts';
import type { JsonObject } from '../../core/jsonObject.ts';

/**
 * Inspects what an operation asks of subgraphs and what they answer, object by object, and says what is refused. A refused value becomes
 * null, with the refusal's error at its path. If a guard throws, the fetch is refused; from `beforeRelease`, the whole answer.
 */
export interface Guard {
  /**
   * Whether a fetch may ask for anything, or bring anything, that the guard judges; where not, it is not asked about it, and the fetch is
   * made on behalf of whom the operation is. Without it, it may.
   */
  concerns?(fetch: GuardedFetch): boolean;
  /**
   * Called before a fetch. `objects` are the objects of the answer so far that the fetch completes: entities, known by their keys, or the
   * objects that root fields are merged into. A refused object is not asked about; a refused field is not fetched.
   */
  beforeFetch(fetch: GuardedFetch, objects: readonly JsonObject[]): Eventually<Verdict>;
  /**
   * Called before an answer is merged. `received` has an item for each object asked about, null where there is none; `objects` are the
   * objects of the answer that they complete.
   */
  beforeMerge(
    fetch: GuardedFetch,
    received: readonly (JsonObject | null)[],
    objects: readonly JsonObject[],
  ): Eventually<Refusals>;
  /** Before a subscription is opened. Where anything is refused, it is not: that is its only event. */
  beforeSubscribe?(fetch: GuardedFetch): Refusals;
  /** After a mutation that was sent was answered, or was not: it may have changed what decisions rest on. */
  afterMutation?(fetch: GuardedFetch): void;
  /**
   * A moment, and whether what was decided since it still holds. Where it does not, what was merged since is reviewed before it leaves:
   * `objects` are those of the answer that the fetch completed, under the answer's keys, which `renamed` has by those of the fetch.
   */
  review?: {
    now(): number;
    holdsSince(moment: number): boolean;
    refusals(
      fetch: GuardedFetch,
      objects: readonly JsonObject[],
      renamed: ReadonlyMap<string, string>,
    ): Eventually<Refusals>;
  };
  /** Before an answer, a part of one or an event leaves: `data` as they stand, under the plan's keys. */
  beforeRelease(data: JsonObject): Eventually<Refusals>;
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
  /** The same object for each run of the fetch: usable as a key to cache what depends only on its query. */
  source: object;
  subgraph: string;
  isMutation: boolean;
  /** Whether it fetches entities, as opposed to root fields. */
  isEntities: boolean;
  /** The query that is sent to the subgraph, with the plan's keys. */
  query: string;
  /** The client's variables. */
  variables: JsonObject;
}

export type Refusals = readonly Refusal[];

/** One value that must not be fetched or must not be released. */
export interface Refusal {
  /** Index of the object that it is in; 0 for `beforeRelease`. */
  index: number;
  /**
   * Path from the object to the value; empty for the object itself. For `beforeFetch` it has only keys: a field that the fetch selects, at
   * any depth.
   */
  path: readonly (string | number)[];
  error: WaslError;
  /** Nothing may tell that there is such a value: no error, and no place in the list that it is an item of. */
  isHidden?: true | undefined;
  /** With an empty path: what is known of the object already goes too, such as its key. */
  isWhole?: true | undefined;
  /** It says why the subgraph gave nothing there: what the subgraph says itself is not told besides. */
  isInstead?: true | undefined;
  /** It says why the subgraph gave nothing there, where the subgraph says nothing itself. */
  isUnlessSaid?: true | undefined;
}
