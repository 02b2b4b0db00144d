import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { slowness } from './selectTests.mjs';

// The tests of a mutation run. Stryker runs them in a copy of the repository whose node_modules is a link to the real one:
// left alone, `@wasl/...` would lead out of the copy, to code without mutants.
const root = process.cwd();
const graphql = createRequire(import.meta.url).resolve('graphql');

/** Each workspace's exports, within the copy: one pattern each. The SDK exports what is built of it; its sources stand for that. */
const workspaces = ['schema', 'prisma', 'gateway', ...foldersIn('subgraphs')].flatMap((folder) => {
  const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return Object.entries(exports).map(([path, to]) => ({
    find: new RegExp(`^${name}${path.slice(1).replace('*', '(.*)')}$`),
    replacement: join(root, folder, sourceOf(to).replace('*', '$1')),
  }));
});

function sourceOf(exported) {
  return typeof exported === 'string' ? exported : exported.default.replace(/^.\/dist\/(.*)\.js$/, './src/$1.ts');
}

function foldersIn(parent) {
  const names = readdirSync(join(root, parent)).map((name) => join(parent, name));
  return names.filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** The first test that fails ends a mutant's run, so those that start nothing come first. */
class QuickFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => slowness(one.moduleId) - slowness(other.moduleId));
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
