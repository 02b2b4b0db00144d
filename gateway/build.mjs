// Bundles the `wasl` command: workspace code goes in, registry packages stay imports.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPlayground } from './src/playground/build.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

const keepPackagesOutside = {
  name: 'keep-packages-outside',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@wasl/') ? undefined : { external: true, path },
    );
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
await build({
  entryPoints: [folder('src/planning/thread/plannerWorker.ts')],
  outfile: folder('dist/planner/plannerWorker.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
});
await buildPlayground(folder('dist/playground'));
