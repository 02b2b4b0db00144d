import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { startsProcess } from './selectTests.mjs';

// The tests of a mutation run. Stryker runs them in a copy of the repository whose node_modules is a link to the real one:
// left alone, `@wasl/...` would lead out of the copy, to code without mutants.
const root = process.cwd();
const graphql = createRequire(import.meta.url).resolve('graphql');

/** Each workspace's exports, within the copy. They all map one pattern. */
const workspaces = ['schema', 'prisma', 'gateway', ...foldersIn('subgraphs')].map((folder) => {
  const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return { find: new RegExp(`^${name}/(.*)$`), replacement: join(root, folder, exports['./*'].replace('*', '$1')) };
});

function foldersIn(parent) {
  const names = readdirSync(join(root, parent)).map((name) => join(parent, name));
  return names.filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** The first test that fails ends a mutant's run, so those that start processes come last. */
class QuickFirst extends BaseSequencer {
  async sort(files) {
    const [slow, quick] = [true, false].map((is) => files.filter(({ moduleId }) => startsProcess(moduleId) === is));
    return [...(await super.sort(quick)), ...(await super.sort(slow))];
  }
}

export default defineConfig({
  root,
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }, ...workspaces] },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/mutation/coverHooks.ts'],
    sequence: { sequencer: QuickFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
