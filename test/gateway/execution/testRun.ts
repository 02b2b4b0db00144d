import { parse } from 'graphql';
import type { CompiledEntityFetch, PathStep } from '@wasl/gateway/execution/compile/compiledPlan';
import type { Checked } from '@wasl/gateway/execution/compile/compileReceived';
import { compileRepresentation } from '@wasl/gateway/execution/compile/compileRepresentation';
import { readSupergraphTypes } from '@wasl/gateway/execution/compile/supergraphTypes';
import type { ResponsePath } from '@wasl/gateway/execution/run/collectTargets';
import { runLimitsOf, Spending } from '@wasl/gateway/execution/run/spending';
import { createRun, type Run } from '@wasl/gateway/execution/run/run';
import type { Send } from '@wasl/gateway/execution/run/send';
import { type JsonObject, readerOf } from '@wasl/gateway/core/jsonObject';

/** What a check says of an answer without numbers. */
export const checked = (missing: Checked['missing'] = []): Checked => ({ missing, numbers: 'none' });

export const types = readSupergraphTypes(
  parse(`type Query { places: [Place] } interface Place { id: ID! } union Any = Bed | Room
    type Ward { places: [Place] bed: Bed } type Bed implements Place { id: ID! cost: Int } type Room implements Place { id: ID! cost: Int }`),
);

export const key = (name: string): PathStep => ({ kind: 'key', key: name, read: readerOf(name) });
export const items: PathStep = { kind: 'items' };
export const on = (condition: string): PathStep => ({ kind: 'type', condition });

/** A fetch of `cost` for each object at `places`. */
export function fetchOf(change: Partial<CompiledEntityFetch> = {}): CompiledEntityFetch {
  const query = 'query($representations:[_Any!]!){_entities(representations:$representations){...on Bed{cost}}}';
  const requires = ['Bed', 'Room'].map((typeCondition) => ({
    kind: 'InlineFragment' as const,
    typeCondition,
    selections: [
      { kind: 'Field' as const, name: '__typename' },
      { kind: 'Field' as const, name: 'id' },
    ],
  }));
  const fetch: CompiledEntityFetch = {
    id: 1,
    deferId: undefined,
    subgraph: 'bills',
    isMutation: false,
    query,
    operationName: undefined,
    head: `{"query":${JSON.stringify(query)},"variables":{`,
    variables: [],
    path: [key('places'), items],
    keysAskedBack: undefined,
    check: (received) => checked('cost' in received ? [] : [['cost']]),
    rewriteOutput: undefined,
    renamed: new Map(),
    roots: [],
    withTypeNames: () => fetch,
    representation: compileRepresentation(requires, undefined, types),
    contextArguments: [],
    signature: 'cost of bills',
    isRepeated: false,
    mayMerge: false,
    ...change,
  };
  return fetch;
}

export interface TestRun {
  run: Run;
  /** The bodies that were sent, in order, parsed. */
  sent: { subgraph: string; query: string; variables: JsonObject; isMutation: boolean }[];
}

/** A run over data that are there, whose one subgraph answers these bodies one after the other; an Error is thrown. */
export function startRun(data: JsonObject, answers: readonly unknown[] = [], change: Partial<Run> = {}): TestRun {
  const sent: TestRun['sent'] = [];
  const left = [...answers];
  const send: Send = async (subgraph, body, isMutation) => {
    const parsed = JSON.parse(body) as { query: string; variables: JsonObject };
    sent.push({ subgraph, ...parsed, isMutation });
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return { status: 200, body: JSON.stringify(answer) };
  };
  const paths = { clientPath: (path: ResponsePath) => path, isAsked: () => true };
  const started = createRun({
    variables: change.variables ?? {},
    types,
    send,
    spending: new Spending(runLimitsOf({})),
    paths,
    introspect: () => ({ json: undefined, errors: [] }),
    parts: undefined,
    guard: undefined,
  });
  return { run: Object.assign(started, { data, ...change }), sent };
}

export const bed = (id: string, more: JsonObject = {}) => ({ __typename: 'Bed', id, ...more });
export const room = (id: string, more: JsonObject = {}) => ({ __typename: 'Room', id, ...more });

/** Errors as a client would see them before they are masked. */
export const errorsOf = ({ errors }: Run) =>
  errors.map(({ message, path, extensions, originalError }) => ({
    message,
    ...(path && { path }),
    code: extensions['code'] ?? (originalError as { code?: string }).code,
  }));
