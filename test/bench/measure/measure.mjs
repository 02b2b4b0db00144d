import { measureDemo } from '../demo/measure.mjs';
import { writeFileSync } from 'node:fs';
import { scenarios } from '../scenarios/index.mjs';
import { drawChart } from '../report/chart.mjs';
import { writePage } from '../report/page.mjs';
import { writeScenario } from '../report/table.mjs';
import { measureScenario } from './measureScenario.mjs';

const docs = new URL('../../../docs/', import.meta.url);

/** Measures what was asked for, prints each scenario as a table, and writes the report of a full run. */
export async function measure(options) {
  if (options.demo) return void (await measureDemo(options));
  const isWhole = !options.only && !options.scenario && !options.profile;
  // First: where it fails nothing else was measured in vain.
  const demo = isWhole ? await measureDemo(options) : undefined;
  const results = [];
  for (const scenario of scenarios.filter(({ id }) => options.scenario?.includes(id) ?? true)) {
    const rows = await measureScenario(scenario, options);
    if (rows === undefined) continue;
    const result = { scenario, rows };
    results.push(result);
    process.stdout.write(`${writeScenario(result)}\n`);
  }
  if (!isWhole) return;
  writeFileSync(new URL('performance.svg', docs), drawChart(results));
  writeFileSync(new URL('performance.md', docs), writePage({ results, demo }, options));
  options.say('Wrote docs/performance.md and docs/performance.svg.');
}
