import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Apollo's packages require graphql's CommonJS build; two builds in one process refuse each other's schemas.
const graphql = createRequire(import.meta.url).resolve('graphql');

// The SDK's package publishes what is built of it; in here its sources are used, as tsconfig.json says too.
const sdkSources = [
  { find: /^@wasl\/subgraph-sdk$/, replacement: fileURLToPath(new URL('subgraphs/sdk/src/index.ts', import.meta.url)) },
  ...['errors', 'tracing'].map((name) => ({
    find: new RegExp(`^@wasl/subgraph-sdk/${name}$`),
    replacement: fileURLToPath(new URL(`subgraphs/sdk/src/${name}.ts`, import.meta.url)),
  })),
];

/** A hook may start databases, which takes a while on a busy machine. */
const hookTimeoutMs = 120_000;

const project = (name: string, include: string[], timeoutMs: number) => ({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }, ...sdkSources] },
  test: { name, include, testTimeout: timeoutMs, hookTimeout: hookTimeoutMs, environment: 'node' as const },
});

/** The suffix of a file picks its project: facts, stories, and what needs a browser. */
export default defineConfig({
  test: {
    // Much of a test's time is waiting, for databases, processes and connections: with one worker for each core two fifths of them idle.
    maxWorkers: Math.max(3, Math.ceil(availableParallelism() * 1.5)),
    projects: [
      project('unit', ['test/**/*.test.ts'], 30_000),
      project('e2e', ['test/**/*.e2e.ts'], 120_000),
      project('browser', ['test/**/*.browser.ts'], 120_000),
    ],
  },
});
