import { fileURLToPath } from 'node:url';
import { chart } from '../scenarios/chart.mjs';
import { records } from '../scenarios/records.mjs';
import { prepareGuarding } from './guarding.mjs';
import { startIssuer } from './issuer.mjs';
import { startHelper, stop } from './processes.mjs';
import { startGateway } from './runningGateway.mjs';
import { startSubgraphs } from './subgraphs.mjs';

const loadProgram = fileURLToPath(new URL('../load/main.mjs', import.meta.url));

/**
 * What gateways of one measurement are started beside: the chart with everything on where this machine has a Postgres for its audit, else
 * without rules. `end` stops all of it, the gateways last begun first.
 */
export async function setStage(say) {
  const ends = [];
  const end = async () => {
    for (const one of ends.splice(0).toReversed()) await one();
  };
  try {
    const { scenario, guarding, subgraphs } = await startScenario(ends);
    say(`(${scenario.id}) ${scenario.title}`);
    const issuer = guarding && (await startIssuer(scenario.scopes, scenario.claims));
    if (issuer) ends.push(() => issuer.stop());
    const load = startHelper(loadProgram);
    ends.push(() => stop(load));
    const start = async (gateway) => {
      const running = await startGateway(gateway, { scenario, subgraphs, issuer, guarding });
      ends.push(() => running.stop());
      return running;
    };
    return { scenario, subgraphs, load, database: guarding?.database, start, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function startScenario(ends) {
  const subgraphs = await startSubgraphs(records);
  const guarding = await prepareGuarding(subgraphs.folder);
  if (guarding) {
    ends.push(
      () => subgraphs.stop(),
      () => guarding.drop(),
    );
    return { scenario: records, guarding, subgraphs };
  }
  await subgraphs.stop();
  const open = await startSubgraphs(chart);
  ends.push(() => open.stop());
  return { scenario: chart, guarding, subgraphs: open };
}
