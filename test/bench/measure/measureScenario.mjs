// Measures one scenario. Every gateway is started and its answers are checked before the first is measured; then they take
// turns in short rounds, so that what else the machine does falls on all of them alike.
import { fileURLToPath } from 'node:url';
import { gateways } from '../gateways/index.mjs';
import { checkAnswers } from './checkAnswers.mjs';
import { startIssuer } from './issuer.mjs';
import { prepareGuarding } from './guarding.mjs';
import { measureCold, measureRound, measureSteady, medianRound, warmUp } from './measureGateway.mjs';
import { startHelper, stop } from './processes.mjs';
import { startGateway } from './runningGateway.mjs';
import { startSubgraphs } from './subgraphs.mjs';

const loadProgram = fileURLToPath(new URL('../load/main.mjs', import.meta.url));
export const rounds = 5;

/**
 * @param {object} scenario one of `scenarios`
 * @param {{ only?: string[], seconds: number, connections: number, profile?: string, say(line: string): void }} options
 * @returns one row for each gateway, with `warm` numbers and, where the scenario has them, `cold` and `steady` ones; undefined where
 *   this machine has no Postgres and the scenario needs one
 */
export async function measureScenario(scenario, options) {
  const subgraphs = await startSubgraphs(scenario);
  const issuer = scenario.scopes === undefined ? undefined : await startIssuer(scenario.scopes, scenario.claims);
  const guarding = scenario.isGuarded ? await prepareGuarding(subgraphs.folder) : undefined;
  const load = startHelper(loadProgram);
  const contestants = [];
  const answers = [];
  try {
    if (scenario.isGuarded && guarding === undefined)
      return void options.say(
        `(${scenario.id}) is left out: no Postgres answers, and WASL_BENCH_POSTGRES names no other.`,
      );
    for (const gateway of gatewaysOf(scenario, options)) {
      options.say(`(${scenario.id}) ${gateway.title()}: start and check`);
      contestants.push(
        await enter({ gateway, scenario, subgraphs, issuer, guarding, answers, profile: options.profile }),
      );
    }
    return await takeTurns(contestants, { scenario, subgraphs, load, options });
  } finally {
    for (const { running } of contestants) await running.stop();
    await stop(load);
    await issuer?.stop();
    await guarding?.drop();
    await subgraphs.stop();
  }
}

function gatewaysOf(scenario, { only, say }) {
  const ids = scenario.gateways ?? ['floor', 'wasl', 'apollo', 'hive', 'hive-rust', 'grafbase'];
  const wanted = gateways.filter(({ id, family = id }) => ids.includes(id) && (only?.includes(family) ?? true));
  const [installed, missing] = [true, false].map((is) => wanted.filter((one) => (one.isInstalled?.() ?? true) === is));
  missing.forEach(({ id }) => say(`(${scenario.id}) ${id} is left out: no package of it runs on this platform.`));
  return installed;
}

/** Starts a gateway, measures it on operations it has not seen, and holds its answers against the others'. */
async function enter({ gateway, scenario, answers, ...start }) {
  const running = await startGateway(gateway, { scenario, ...start });
  try {
    const hasCold = scenario.cold !== undefined && gateway.id !== 'floor';
    const cold = hasCold ? await measureCold(running, scenario.cold, answers) : undefined;
    await checkAnswers(running, scenario, answers);
    return { gateway, running, cold, seen: [] };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function takeTurns(contestants, { options, ...parts }) {
  for (const { gateway, running } of contestants) {
    options.say(`(${parts.scenario.id}) ${gateway.title()}: warm up`);
    await warmUp(running, parts, options);
  }
  for (let round = 1; round <= rounds; round += 1) {
    options.say(`(${parts.scenario.id}) round ${round} of ${rounds}`);
    for (const { running, seen } of contestants) {
      seen.push(await measureRound(running, parts, { ...options, seconds: options.seconds / rounds }));
    }
  }
  const rows = [];
  for (const { gateway, running, cold, seen } of contestants) {
    const steady = parts.scenario.steady && (await measureSteady(running, parts, options));
    rows.push({
      id: gateway.id,
      title: gateway.title(),
      startMs: running.startMs,
      warm: medianRound(seen),
      cold,
      steady,
    });
  }
  return rows;
}
