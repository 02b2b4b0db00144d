import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, next, startHelper, stop } from './processes.mjs';

const program = fileURLToPath(new URL('../replay/main.mjs', import.meta.url));

/** Starts a scenario's replay subgraphs and writes their supergraph into a folder that goes away with them. */
export async function startSubgraphs(scenario) {
  const helper = startHelper(program, [scenario.id]);
  const { urls } = await next(helper);
  const folder = mkdtempSync(join(tmpdir(), 'wasl-bench-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const supergraph = join(folder, 'supergraph.graphql');
  const openSupergraph = join(folder, 'open.graphql');
  try {
    writeFileSync(supergraph, composeSupergraph(scenario.subgraphs, urls));
    if (scenario.openSubgraphs) writeFileSync(openSupergraph, composeSupergraph(scenario.openSubgraphs, urls));
  } catch (error) {
    await stop(helper);
    throw error;
  }
  return {
    urls,
    pid: helper.pid,
    supergraph,
    /** Where a gateway may write what it is started with. */
    folder,
    /** The same supergraph without its rules, where the scenario has rules. */
    openSupergraph,
    /** How many requests the subgraphs have answered so far. */
    fetches: async () => (await ask(helper, 'fetches')).fetches,
    async stop() {
      await stop(helper);
      removeFolder();
      process.off('exit', removeFolder);
    },
  };
}

/** Composes subgraphs that answer at `urls`. @throws Error with the composition's errors. */
export function composeSupergraph(subgraphs, urls) {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({
    name,
    url: urls[name],
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors?.length) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
