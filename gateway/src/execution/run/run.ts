import type { GraphQLError } from 'graphql';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import type { JsonObject } from '../../core/jsonObject.ts';
import type { Introspect } from '../shape/shaping.ts';
import type { ClientPaths } from '../clientPath.ts';
import type { Guard } from '../guard/guard.ts';
import type { Send } from './send.ts';
import type { Spending } from './spending.ts';
import type { PartRuns } from '../defer/partRuns.ts';
import type { EntityNode } from './entityAnswers.ts';
import { createFetchQueue, type FetchQueue } from './fetchQueue.ts';
import type { LostFetch } from './lostFetches.ts';

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
  known: Map<string, EntityNode>;
  /** Undefined where nothing is guarded. */
  guard: Guard | undefined;
  /** Answers introspection fields. */
  introspect: Introspect;
  /** Runs deferred parts; undefined where the answer comes in one piece. */
  parts: PartRuns | undefined;
  /** Whether a guard took something out of the data in whose place a trace stands; and whether it hid a field of the root type. */
  traces: { areLeft: boolean; rootIsHidden: boolean };
  /** Fetches whose answers a guard has let in, and since when what it decided must hold; a part of an answer has its own. */
  merged: { fetch: CompiledFetch; since: number }[];
  /** With the client's paths. */
  errors: GraphQLError[];
  errorKeys: Set<string>;
  /** Fetches that failed. */
  lost: LostFetch[];
  /** A subgraph answered a fetch of root fields with errors only: they explain every null. */
  isLost: boolean;
  /** What paths in the data are to the client. */
  paths: ClientPaths;
}

/** Begins a run that nothing is known in yet. */
export function createRun({ variables, types, send, spending, paths, introspect, parts, guard }: RunStart): Run {
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
    traces: { areLeft: false, rootIsHidden: false },
    merged: [],
    errors: [],
    errorKeys: new Set(),
    lost: [],
    isLost: false,
    paths,
  };
}

type RunStart = Pick<Run, 'variables' | 'types' | 'send' | 'spending' | 'paths' | 'introspect' | 'parts' | 'guard'>;
