import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeoutMs: number) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: timeoutMs, environment: 'node' as const },
});

/** The suffix of a file picks its project: facts, stories, and what needs a browser. */
export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], 30_000),
      project('e2e', ['test/**/*.e2e.ts'], 120_000),
      project('browser', ['test/**/*.browser.ts'], 120_000),
    ],
  },
});
