import type { Asker } from '../../core/asker.ts';
import type { CompiledFetch, CompiledNode } from '../compile/compiledPlan.ts';
import type { Checked } from '../compile/compileReceived.ts';
import { type Eventually, whenThere } from '../../core/eventually.ts';
import { copyJson, type JsonObject, mergeInto, ownValue, valuesIn } from '../../core/jsonObject.ts';
import type { Guard } from '../guard/guard.ts';
import { endMutation, guardFetch } from '../guard/guardFetch.ts';
import { screenRoot } from '../guard/screenAnswers.ts';
import { addRefusals, toldBeside, unlessSaid, visible } from '../guard/refusals.ts';
import { collectTargets } from './collectTargets.ts';
import { addFailure, addRootErrors } from './fetchErrors.ts';
import { exactReply, missingField, readRoundedReply, type SubgraphError, type SubgraphReply } from './readReply.ts';
import type { Run } from './run.ts';
import { variablesText } from './send.ts';
import type { SubgraphReply as SentReply } from '../../subgraphs/transport.ts';
import { inNamesOfSubgraph } from './subgraphTypeNames.ts';
import { runEntityFetch } from './runEntityFetch.ts';

const nothingChecked: Checked = { missing: [], numbers: 'none' };

/** Runs a plan: answers are merged into the run's data, failures become the run's errors. */
export function runPlan(node: CompiledNode, run: Run): Promise<unknown> {
  switch (node.kind) {
    case 'Sequence':
      return runSequence(node.nodes, run);
    case 'Parallel':
      return Promise.all(node.nodes.map((item) => runPlan(item, run)));
    case 'Apart':
      return Promise.all(node.nodes.map((item) => runApart(item, run)));
    case 'Condition': {
      const chosen = ownValue(run.variables, node.variable) === true ? node.whenTrue : node.whenFalse;
      return chosen ? runPlan(chosen, run) : Promise.resolve();
    }
    case 'Defer':
      return runDefer(node, run);
    case 'Fetch':
      return notifyParts(runFetch(node.fetch, run), node.fetch, run);
    case 'Entities':
      return notifyParts(runEntityFetch(node.fetch, run), node.fetch, run);
  }
}

async function runSequence(nodes: readonly CompiledNode[], run: Run): Promise<void> {
  for (const item of nodes) await runPlan(item, run);
}

/** Notifies the deferred parts that wait for a fetch when it is done. */
function notifyParts(fetching: Promise<unknown>, { deferId }: CompiledFetch, { parts }: Run): Promise<unknown> {
  return parts ? fetching.then(() => parts.fetched(deferId)) : fetching;
}

/** Runs the primary node; each deferred part begins by itself as soon as it can. */
async function runDefer({ primary, parts }: CompiledNode & { kind: 'Defer' }, run: Run): Promise<void> {
  const primaryRun = primary ? runPlan(primary, run) : Promise.resolve();
  for (const part of parts) run.parts?.begin(part, run, primaryRun);
  await primaryRun;
}

async function runApart(node: CompiledNode, run: Run): Promise<void> {
  const apart = { ...run, data: {}, known: new Map() };
  await runPlan(node, apart);
  run.isLost ||= apart.isLost;
  mergeInto(run.data, apart.data, run.types.isObjectType);
}

/** Fetches root fields, mostly at the root of the answer. */
function runFetch(fetch: CompiledFetch, run: Run): Promise<unknown> {
  return run.guard ? askGuarded(fetch, run, run.guard) : askRoot(fetch, run);
}

async function askGuarded(fetch: CompiledFetch, run: Run, guard: Guard): Promise<void> {
  const guarding = guardFetch(fetch, run, guard);
  // One request serves all objects at its path: a field refused for one is fetched for none.
  const [allowed] = guarding instanceof Promise ? await guarding : guarding;
  if (allowed) await askRoot(allowed.fetch, run, allowed.asker);
}

async function askRoot(planned: CompiledFetch, run: Run, asker?: Asker): Promise<void> {
  const targets = collectTargets(run.data, planned.path, run.types);
  if (targets.length === 0) return;
  const fetch = planned.roots.length > 0 ? await inNamesOfSubgraph(planned, run) : planned;
  const variables = variablesText(fetch.variables, run.variables).slice(0, -1);
  try {
    const sent = run.send(fetch.subgraph, `${fetch.head + variables}}}`, fetch.isMutation, asker);
    const answered = await (fetch.isMutation ? sent.finally(() => endMutation(planned, run)) : sent);
    const taken = takeReply(readRoundedReply(answered), targets, fetch, run, answered);
    if (taken) await taken;
  } catch (failure) {
    addFailure(failure, fetch, run);
  }
}

/** Merges a subgraph's answer about root fields into the run. Asynchronous only where a guard judges it first. */
export function takeReply(
  reply: SubgraphReply,
  targets: readonly JsonObject[],
  fetch: CompiledFetch,
  run: Run,
  sent?: Pick<SentReply, 'onFault'>,
): Eventually<void> {
  const { data, errors } = reply;
  const { missing, numbers } = data ? fetch.check(data) : nothingChecked;
  const exact = exactReply(reply, numbers);
  if (exact) return takeReply(exact, targets, fetch, run, sent);
  if (missing.length > 0 && errors.length === 0) sent?.onFault?.('incomplete');
  const failures = errors.length > 0 ? errors : missing.map(missingField);
  if (!data && fetch.path.length === 0) run.isLost = true;
  if (!data || !run.guard) addRootErrors(failures, fetch, run);
  if (!data) return undefined;
  if (run.guard) return takeScreened(data, failures, targets, fetch, run, run.guard);
  deliver(data, targets, fetch, run);
  return undefined;
}

function takeScreened(
  data: JsonObject,
  failures: readonly SubgraphError[],
  targets: readonly JsonObject[],
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Eventually<void> {
  return whenThere(screenRoot(data, fetch, run, guard), ({ received, refusals }) => {
    addRootErrors(toldBeside(failures, refusals), fetch, run);
    if (received) deliver(received, targets, fetch, run);
    addRefusals(visible(unlessSaid(refusals, failures)), () => targets.map((_, position) => position), fetch, run);
  });
}

function deliver(data: JsonObject, targets: readonly JsonObject[], fetch: CompiledFetch, run: Run): void {
  fetch.rewriteOutput?.(data);
  const copies = targets.length - 1;
  if (copies > 0 && !run.spending.take('maxCopiedValues', copies * valuesIn(data))) return;
  targets.forEach((target, index) => {
    const isLast = index === targets.length - 1;
    mergeInto(target, isLast ? data : copyJson(data), run.types.isObjectType);
  });
}
