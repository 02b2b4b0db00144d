// What `npm run mutate` changes, and the tests (files and folders) that have to notice: of those the ones
// whose text is `mentioning` it, where most have nothing to do with it. A glob may match nothing.

/** @type {Record<string, { mutate: string[], tests: string[], mentioning?: RegExp }>} */
export const folders = {
  authorization: {
    mutate: ['gateway/src/{authorization,policies}/**/*.ts', '!gateway/src/authorization/{check,matrix}/**'],
    tests: ['test/authorization'],
  },
  pipeline: {
    mutate: ['gateway/src/{pipeline,request}/**/*.ts', 'gateway/src/handle{Request,Subscription}.ts'],
    tests: ['test/gateway', 'test/authorization'],
  },
  execution: {
    mutate: ['gateway/src/execution/run/**/*.ts'],
    tests: ['test/federation', 'test/gateway'],
  },
  idempotency: {
    mutate: ['subgraphs/*/src/**/{idempotency,writeOnce}.ts'],
    tests: ['test/subgraphs'],
    mentioning: /idempoten|writeOnce/i,
  },
  dispensing: {
    mutate: ['subgraphs/pharmacy/src/{stores,dispensing}/**/*.ts'],
    tests: ['test/subgraphs/pharmacy'],
  },
  matching: {
    mutate: ['subgraphs/health-id/src/matching/*.ts'],
    tests: ['test/subgraphs/health-id/matching.test.ts'],
  },
};
