import { WaslError } from '@wasl/schema/errors.ts';

/** Runs work when there is room for it. @throws WaslError OVERLOADED at once when there is none. */
export type Admit = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so many requests in at once and sheds the rest: a storm of clients must not slow down those being served. */
export function createAdmission(limit: number): { admit: Admit; inFlight(): number } {
  let inFlight = 0;
  return {
    inFlight: () => inFlight,
    async admit(work) {
      if (inFlight >= limit) throw new WaslError('OVERLOADED');
      inFlight += 1;
      try {
        return await work();
      } finally {
        inFlight -= 1;
      }
    },
  };
}
