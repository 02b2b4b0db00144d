import type { Redis } from '@wasl/kit/redis/redis';
import { logLine } from './logLine.ts';
import { reasonOf } from './openConfiguredAudit.ts';

/** Opens Redis where the settings name one; its client is loaded there alone. */
export async function openConfiguredRedis(url: string | undefined): Promise<Redis | undefined> {
  if (url === undefined) return undefined;
  const { openRedis } = await import('@wasl/kit/redis/openRedis');
  return openRedis({
    url,
    onDown: (cause) =>
      logLine('warn', 'Redis does not answer: each worker counts rates by itself', { reason: reasonOf(cause) }),
    onUp: () => logLine('info', 'Redis answers: rates are shared'),
  });
}
