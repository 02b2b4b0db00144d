import type { GraphQLError } from 'graphql';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';
import type { JsonObject } from '../../core/jsonObject.ts';
import type { Introspect } from '../shape/shaping.ts';
import type { ResponsePath } from './collectTargets.ts';
import type { Guard } from '../guard/guard.ts';
import type { Send } from './send.ts';
import type { Spending } from './spending.ts';
import type { PartRuns } from '../defer/partRuns.ts';
import type { EntityPlace } from './entityAnswers.ts';
import { createFetchQueue, type FetchQueue } from './fetchQueue.ts';

/** The state of one running operation. Everything that differs between callers and requests is here and nowhere else. */
export interface Run {
  /** What the subgraphs have answered so far, under internal keys. */
  data: JsonObject;
  /** The client's variables. */
  variables: JsonObject;
  types: SupergraphTypes;
  send: Send;
  /** Counts what the request uses against its limits. */
  spending: Spending;
  /** Merges entity fetches that are ready at the same time. */
  queue: FetchQueue;
  /** Entities that were asked for, by the fetch's signature. */
  known: Map<string, EntityPlace>;
  /** Undefined where nothing is guarded. */
  guard: Guard | undefined;
  /** Answers introspection fields. */
  introspect: Introspect;
  /** Runs deferred parts; undefined where the answer comes in one piece. */
  parts: PartRuns | undefined;
  /** The reported errors, with the client's paths. */
  errors: GraphQLError[];
  errorKeys: Set<string>;
  /** A subgraph answered a fetch of root fields with errors only: they explain every null. */
  isLost: boolean;
  /** Turns an internal path into the client's; it ends where the client's selection ends. */
  clientPath(path: ResponsePath): ResponsePath | undefined;
}

/** Starts a run without data. */
export function createRun({ variables, types, send, spending, clientPath, introspect, parts, guard }: RunStart): Run {
  return {
    data: {},
    variables,
    types,
    send,
    spending,
    queue: createFetchQueue(send),
    known: new Map(),
    guard,
    introspect,
    parts,
    errors: [],
    errorKeys: new Set(),
    isLost: false,
    clientPath,
  };
}

type RunStart = Pick<
  Run,
  'variables' | 'types' | 'send' | 'spending' | 'clientPath' | 'introspect' | 'parts' | 'guard'
>;
