import { setFlagsFromString } from 'node:v8';

/** How V8 is told to treat a process that serves for months. */
export const v8Flags = [
  // V8 discards compiled code that was idle for some garbage collections: after a quiet minute a third of the work was compiling.
  '--no-flush-bytecode',
  // While a gateway starts V8 learns that objects last, and goes on to make such among the old ones. Those of requests are soon dead there,
  // and keep alive what they refer to until everything is collected: an eighth of what a guarded request costs.
  '--no-allocation-site-pretenuring',
] as const;

/** Sets them for this process, from now on. */
export function setV8Flags(): void {
  for (const flag of v8Flags) setFlagsFromString(flag);
}
