import { renameSync, writeFileSync } from 'node:fs';
import { composeSupergraph } from '../measure/subgraphs.mjs';

const everyMs = 4_000;
const inForceWithinMs = 20_000;

/** Two versions of the chart's supergraph; only the second knows a patient's blood pressure, which the chart does not ask. */
function versions({ subgraphs }, urls) {
  const { records } = subgraphs;
  const sdl = records.sdl.replace(/^ *bloodPressure: String.*$/m, '');
  if (sdl === records.sdl) throw new Error('The supergraph of the soak knows no blood pressure to leave out.');
  const without = { ...subgraphs, records: { ...records, sdl } };
  return [without, subgraphs].map((version) => composeSupergraph(version, urls));
}

/** Replaces the supergraph file again and again until stopped, and sees to it that each version comes into force. */
export function startReloads({ running, subgraphs, scenario }) {
  const texts = versions(scenario, subgraphs.urls);
  const counts = { reloaded: 0, refused: 0 };
  const stopping = new AbortController();

  async function run() {
    while (!stopping.signal.aborted) {
      const version = (counts.reloaded + counts.refused) % texts.length;
      replaceFile(subgraphs.supergraph, texts[version]);
      if (await untilInForce(running, version)) counts.reloaded += 1;
      else counts.refused += 1;
      await pause(everyMs);
    }
  }

  const done = run();
  return {
    async stop() {
      stopping.abort();
      await done;
      return counts;
    },
  };
}

/** As a deployment does it: a reader sees the old file or the new one, never half of one. */
function replaceFile(file, text) {
  writeFileSync(`${file}.next`, text);
  renameSync(`${file}.next`, file);
}

async function untilInForce(running, version) {
  const deadline = performance.now() + inForceWithinMs;
  while (performance.now() < deadline) {
    const { errors = [] } = await running.ask({
      query: 'query Version { __typename patient(healthId: "0") { bloodPressure } }',
    });
    const isUnknown = errors.some(({ extensions }) => extensions?.code === 'GRAPHQL_VALIDATION_FAILED');
    if (isUnknown === (version === 0)) return true;
    await pause(100);
  }
  return false;
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
