import { setFlagsFromString } from 'node:v8';

// V8 11.3, of Node 20, inlines a hot call into WebAssembly. Where it had to deoptimize in the midst of one it ended the process ("unreachable
// code" in Deoptimizer::DoComputeBuiltinContinuation): in two runs of the matrix of decisions out of two, in none with this flag. Other versions
// are left alone.
if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

export { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
export type { Context, EntityJson, EntityUidJson } from '@cedar-policy/cedar-wasm/nodejs';
