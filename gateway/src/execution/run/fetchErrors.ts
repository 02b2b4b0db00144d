import { GraphQLError, Kind, parse } from 'graphql';
import { ToldBySubgraph } from '../../core/toldBySubgraph.ts';
import type { CompiledEntityFetch, CompiledFetch } from '../compile/compiledPlan.ts';
import { mostErrors } from '../shape/shaping.ts';
import { locateTargets, type ResponsePath } from './collectTargets.ts';
import type { EntityBatch } from './entityAnswers.ts';
import type { SubgraphError } from './readReply.ts';
import type { Run } from './run.ts';

/** Adds the errors of a fetch of root fields. */
export function addRootErrors(errors: readonly SubgraphError[], fetch: CompiledFetch, run: Run): void {
  if (errors.length === 0) return;
  const prefixes =
    fetch.path.length === 0 ? [[]] : locateTargets(run.data, fetch.path, run.types).map(({ path }) => path);
  for (const error of errors) {
    for (const prefix of prefixes) add(error, error.path ? [...prefix, ...error.path] : undefined, fetch, run);
  }
}

/** Adds the errors of an entity fetch, at each place of the answer where the entity is. */
export function addEntityErrors(
  batch: EntityBatch,
  wanted: readonly { index: number; position: number }[],
  fetch: CompiledEntityFetch,
  run: Run,
): void {
  if (batch.errors.length === 0 && batch.errorsOf.size === 0) return;
  const located = locateTargets(run.data, fetch.path, run.types);
  for (const { index, position } of wanted) {
    for (const error of batch.errorsOf.get(index) ?? []) {
      add(error, [...(located[position]?.path ?? []), ...(error.path ?? []).slice(2)], fetch, run);
    }
  }
  const place = commonPath(wanted.map(({ position }) => located[position]?.path ?? []));
  for (const error of batch.errors) add(error, place, fetch, run);
}

/** Adds one error for a fetch that failed, at the longest path that all of its objects share. */
export function addFailure(failure: unknown, fetch: CompiledFetch, run: Run): void {
  const path = fetch.path.length === 0 ? onlyRootKey(fetch) : placeOf(fetch, run);
  const cause = failure instanceof Error ? failure : new Error(String(failure));
  push(new GraphQLError(cause.message, { originalError: cause, path: path && run.paths.clientPath(path) }), run);
}

function add(
  error: SubgraphError,
  path: ResponsePath | undefined,
  { subgraph, renamed }: CompiledFetch,
  run: Run,
): void {
  if (run.errors.length >= mostErrors) return;
  const place = path?.map((step) => (typeof step === 'string' ? (renamed.get(step) ?? step) : step));
  // Asked of all objects there for the sake of others: it is no fault of what the client asked for.
  if (place && !run.paths.isAsked(place, run.data)) return;
  const told = new ToldBySubgraph(subgraph, error.message, error.extensions);
  const code = error.finding?.code ?? told.told['code'];
  push(
    new GraphQLError(error.message, {
      originalError: error.finding ?? told,
      path: place && run.paths.clientPath(place),
      extensions: { code: typeof code === 'string' ? code : 'DOWNSTREAM_SERVICE_ERROR' },
    }),
    run,
  );
}

/** Adds an error, unless the same one is at the same path already. */
export function push(error: GraphQLError, { errors, errorKeys }: Run): void {
  const key = JSON.stringify([error.message, error.path, error.extensions['code']]);
  if (errors.length >= mostErrors || errorKeys.has(key)) return;
  errorKeys.add(key);
  errors.push(error);
}

function placeOf(fetch: CompiledFetch, run: Run): ResponsePath | undefined {
  return commonPath(locateTargets(run.data, fetch.path, run.types).map(({ path }) => path));
}

function commonPath([first = [], ...others]: readonly ResponsePath[]): ResponsePath | undefined {
  const end = first.findIndex((step, index) => others.some((path) => path[index] !== step));
  const common = end === -1 ? first : first.slice(0, end);
  return common.length > 0 ? common : undefined;
}

/** The response key of a fetch that selects only one root field. */
function onlyRootKey({ query }: CompiledFetch): ResponsePath | undefined {
  const operation = parse(query, { noLocation: true }).definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  );
  const selections = operation && 'selectionSet' in operation ? operation.selectionSet.selections : [];
  const [field] = selections;
  return selections.length === 1 && field?.kind === Kind.FIELD ? [(field.alias ?? field.name).value] : undefined;
}
