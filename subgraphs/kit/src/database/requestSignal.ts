import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Aborted when nobody waits for the request any more on whose behalf a statement is sent. Prisma has no argument for a signal, so that it
 * comes to the pool beside it.
 */
export const requestSignal = new AsyncLocalStorage<AbortSignal>();
