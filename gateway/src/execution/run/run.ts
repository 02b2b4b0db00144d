import type { GraphQLError } from 'graphql';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';
import type { JsonObject } from '../../core/jsonObject.ts';
import type { Introspect } from '../shape/shaping.ts';
import type { ClientPaths } from '../clientPath.ts';
import type { Guard } from '../guard/guard.ts';
import type { Send } from './send.ts';
import type { Spending } from './spending.ts';
import type { PartRuns } from '../defer/partRuns.ts';
import type { EntityPlace } from './entityAnswers.ts';
import { createFetchQueue, type FetchQueue } from './fetchQueue.ts';

/** One operation being run. Everything that differs between callers and requests is here, and nowhere else. */
export interface Run {
  /** What the subgraphs have answered so far, under internal keys. */
  data: JsonObject;
  /** As the client sent them. */
  variables: JsonObject;
  types: SupergraphTypes;
  send: Send;
  /** Counts what the request comes to. */
  spending: Spending;
  /** Fetches that are ready at once and may travel together. */
  queue: FetchQueue;
  /** Entities that were asked for, by what was asked of them. */
  known: Map<string, EntityPlace>;
  /** Looks at what is asked and answered; undefined where nothing is guarded. */
  guard: Guard | undefined;
  /** Answers questions about the schema. */
  introspect: Introspect;
  /** Takes what `@defer` puts off; undefined where the answer comes in one piece. */
  parts: PartRuns | undefined;
  /** Whether a guard took something out of the data in whose place a trace stands; and whether it hid a field of the root type. */
  traces: { areLeft: boolean; rootIsHidden: boolean };
  /** With the client's paths. */
  errors: GraphQLError[];
  errorKeys: Set<string>;
  /** A subgraph answered nothing but errors to a question of the root type: they explain every null. */
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
    errors: [],
    errorKeys: new Set(),
    isLost: false,
    paths,
  };
}

type RunStart = Pick<Run, 'variables' | 'types' | 'send' | 'spending' | 'paths' | 'introspect' | 'parts' | 'guard'>;
