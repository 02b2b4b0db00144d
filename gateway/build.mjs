// Bundles the `wasl` command: workspace code goes in, registry packages stay imports.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPlayground } from './src/playground/build.mjs';
import { buildPortal } from './src/portal/build.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

const keepPackagesOutside = {
  name: 'keep-packages-outside',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@wasl/') ? undefined : { external: true, path },
    );
  },
};

/**
 * The planning thread asks nobody and tells nobody: what its packages would fetch with, look for clouds with and report to their maker with
 * is left out of it. It then starts in two thirds of the time, and says nothing of `node-fetch` 2, which is deprecated on Node 24.
 */
const asksNobody = {
  name: 'asks-nobody',
  setup(builder) {
    const askers = ['node-fetch', 'make-fetch-happen'];
    const tellers = ['exporter-metrics-otlp-http', 'resource-detector-[a-z-]+', 'resources', 'sdk-metrics'];
    const left = new RegExp(`^(${askers.join('|')}|@opentelemetry/(${tellers.join('|')}))$`);
    builder.onResolve({ filter: left }, ({ path }) => ({ path, namespace: 'left-out' }));
    builder.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `const ask = () => { throw new Error('The planner asks nobody.'); };
        module.exports = Object.assign(ask, { default: ask, defaults: () => ask });`,
    }));
  },
};

rmSync(folder('dist'), { recursive: true, force: true });
await build({
  entryPoints: {
    'cli/main': folder('src/cli/main.ts'),
    'cli/subgraphWorker': folder('src/cli/subgraphWorker.ts'),
  },
  outdir: folder('dist'),
  bundle: true,
  splitting: true,
  // Beside the entry points: files that are named relative to a source are found from wherever it ends up.
  chunkNames: 'cli/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [keepPackagesOutside],
});
// The planning thread's packages go in: as one file they load in half the time, and nothing else shares them.
const planner = await build({
  absWorkingDir: folder('.'),
  entryPoints: [folder('src/planning/thread/plannerWorker.ts')],
  outfile: folder('dist/planner/plannerWorker.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
  metafile: true,
  plugins: [asksNobody],
});
// What runs from sources compares these: `src/planning/thread/plannerBundle.ts`.
const sources = Object.keys(planner.metafile.inputs).filter(
  (path) => !path.includes('node_modules/') && !path.startsWith('left-out:'),
);
const hashOf = (path) =>
  createHash('sha256')
    .update(readFileSync(folder(path)))
    .digest('hex');
writeFileSync(
  folder('dist/planner/sources.json'),
  JSON.stringify(Object.fromEntries(sources.map((path) => [path, hashOf(path)])), null, 2),
);
await buildPlayground(folder('dist/playground'));
await buildPortal(folder('dist/portal'));
// Subgraphs of this repository that join as a ministry's do (`wasl new subgraph --inside`), each a program of its own.
for (const name of readdirSync(folder('../subgraphs'))) {
  const home = `../subgraphs/${name}/`;
  if (![`${home}wasl.json`, `${home}src/main.ts`].every((path) => existsSync(folder(path)))) continue;
  await build({
    entryPoints: [folder(`${home}src/main.ts`)],
    outfile: folder(`${home}dist/main.js`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [keepPackagesOutside],
  });
}
