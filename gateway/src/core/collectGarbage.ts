import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8 begins to collect when memory outside of its heap has grown by 64 MiB since it last did. */
const bytesThatBeginIt = 128 * 1024 * 1024;

/** Stops this thread until V8 has collected all its garbage. Node hands that out only to contexts that are made while V8 exposes it. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}

/**
 * Has V8 begin to collect this thread's garbage, for the most part beside what runs: the thread stops for about a third of the
 * time. Nobody touches the memory that is asked for, so the system gives none.
 */
export function beginToCollect(): void {
  try {
    void new ArrayBuffer(bytesThatBeginIt);
  } catch {
    // Where not even addresses are left, V8 collects by itself.
  }
}
