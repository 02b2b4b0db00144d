import { WaslError } from '@wasl/schema/errors.ts';
import { GraphQLError } from 'graphql';
import { ToldBySubgraph } from '../../core/toldBySubgraph.ts';
import type { CompiledEntityFetch, CompiledFetch } from '../compile/compiledPlan.ts';
import { mostErrors } from '../shape/shaping.ts';
import { type LocatedTarget, locateTargets, type ResponsePath } from './collectTargets.ts';
import type { EntityBatch } from './entityAnswers.ts';
import { addLost, commonPath, targetsOf } from './lostFetches.ts';
import { push } from './pushError.ts';
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
    const target = located[position];
    for (const error of batch.errorsOf.get(index) ?? []) {
      const below = (error.path ?? []).slice(2);
      if (below.length === 0) addLost(lossOf(error, fetch), fetch, run, target && [target]);
      else add(error, [...(target?.path ?? []), ...below], fetch, run);
    }
  }
  addGeneralErrors(
    batch.errors,
    wanted.flatMap(({ position }) => located[position] ?? []),
    fetch,
    run,
  );
}

/** Adds errors of a whole fetch. The first explains what is missing; the others stand where its objects have something in common. */
function addGeneralErrors(
  [first, ...others]: readonly SubgraphError[],
  located: readonly LocatedTarget[],
  fetch: CompiledFetch,
  run: Run,
): void {
  if (!first) return;
  addLost(lossOf(first, fetch), fetch, run, located);
  const shared = commonPath(located.map(({ path }) => path));
  for (const error of others) add(error, shared, fetch, run);
}

/** Adds the errors for a fetch that failed. */
export function addFailure(failure: unknown, fetch: CompiledFetch, run: Run, positions?: ReadonlySet<number>): void {
  const cause = failure instanceof Error ? ofSubgraph(failure, fetch) : new Error(String(failure));
  const makeError = (path: ResponsePath | undefined) => new GraphQLError(cause.message, { originalError: cause, path });
  addLost(makeError, fetch, run, targetsOf(fetch, run, positions));
}

/** An answer that cannot be used, with the subgraph that it came from. */
function ofSubgraph(failure: Error, { subgraph }: CompiledFetch): Error {
  if (!(failure instanceof WaslError) || failure.code !== 'SUBGRAPH_RESPONSE_INVALID') return failure;
  return failure.details['subgraph'] === undefined
    ? new WaslError(failure.code, { ...failure.details, subgraph }, { cause: failure })
    : failure;
}

function add(error: SubgraphError, path: ResponsePath | undefined, fetch: CompiledFetch, run: Run): void {
  if (run.errors.length >= mostErrors) return;
  const internalPath = path?.map((step) => (typeof step === 'string' ? (fetch.renamed.get(step) ?? step) : step));
  // Asked of all objects there for the sake of others: it is no fault of what the client asked for.
  if (internalPath && !run.paths.isAsked(internalPath, run.data)) return;
  push(lossOf(error, fetch)(internalPath && run.paths.clientPath(internalPath)), run);
}

/** Makes the error at a path of the client. */
function lossOf(error: SubgraphError, { subgraph }: CompiledFetch) {
  const told = new ToldBySubgraph(subgraph, error.message, error.extensions);
  const code = error.finding?.code ?? told.told['code'];
  return (path: ResponsePath | undefined): GraphQLError =>
    new GraphQLError(error.message, {
      originalError: error.finding ?? told,
      path,
      extensions: { code: typeof code === 'string' ? code : 'DOWNSTREAM_SERVICE_ERROR' },
    });
}
