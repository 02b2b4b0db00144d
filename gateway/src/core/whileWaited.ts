import { WaslError } from '@wasl/schema/errors.ts';
import type { Cancellation } from './cancellation.ts';

/**
 * Waits for work that goes on for others too, such as the planning of an operation, for as long as the request has time and its client is
 * there. @throws WaslError DEADLINE_EXCEEDED once it has not
 */
export function whileWaited<T>(work: T | Promise<T>, cancellation: Cancellation | undefined): T | Promise<T> {
  if (!(work instanceof Promise) || !cancellation) return work;
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(new WaslError('DEADLINE_EXCEEDED'));
    cancellation.onCancel(giveUp);
    void work.then(resolve, reject).finally(() => cancellation.off(giveUp));
    if (cancellation.reason) giveUp();
  });
}
