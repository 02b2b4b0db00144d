// What `npm run mutate` changes, and the tests (files and folders) that have to notice.

/** @type {Record<string, { mutate: string[], tests: string[] }>} */
export const folders = {
  authorization: {
    mutate: ['gateway/src/{authorization,policies}/**/*.ts'],
    tests: ['test/authorization', 'test/policies'],
  },
  pipeline: {
    mutate: ['gateway/src/pipeline/**/*.ts'],
    tests: ['test/gateway', 'test/authorization'],
  },
  execution: {
    mutate: ['gateway/src/execution/run/*.ts'],
    tests: ['test/federation', 'test/gateway'],
  },
  idempotency: {
    mutate: ['subgraphs/kit/src/writeOnce.ts'],
    tests: ['test/subgraphs/kit/writeOnce.test.ts', 'test/subgraphs/kit/idempotencyKeys.test.ts'],
  },
  dispensing: {
    mutate: ['subgraphs/pharmacy/src/stores/*.ts'],
    tests: ['test/subgraphs/pharmacy'],
  },
  matching: {
    mutate: ['subgraphs/health-id/src/matching/*.ts'],
    tests: ['test/subgraphs/health-id/matching.test.ts', 'test/subgraphs/health-id/comparing.test.ts'],
  },
};
