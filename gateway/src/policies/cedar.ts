import { setFlagsFromString } from 'node:v8';

// V8 11.3, in Node 20, inlines hot calls into WebAssembly, and ends the process when it has to deoptimize in the middle of one
// ("unreachable code" in Deoptimizer::DoComputeBuiltinContinuation): in two of two runs of the decision matrix, in none with this flag.
// Other versions are left alone.
if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

export { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
export type { Context, EntityJson, EntityUidJson } from '@cedar-policy/cedar-wasm/nodejs';
