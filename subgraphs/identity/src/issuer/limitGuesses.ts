import type { Redis } from '@wasl/kit/redis/redis';
import { createSharedBuckets } from '@wasl/kit/redis/sharedBuckets';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** How often one address may be wrong about a secret, a code or a persona. */
const guesses = { count: 10, seconds: 60 };
/** What a wrong secret, code, refresh token or persona is answered with. */
const wrong = [400, 401];

export interface GuessOptions {
  clock?: (() => number) | undefined;
  /** Where instances of the issuer share what they have seen. */
  redis?: Redis | undefined;
}

/**
 * Refuses an address that was wrong too often with 429, right or wrong: a secret cannot be found by trying. Who is right is never counted.
 * With Redis, an address was wrong wherever it asked.
 * @param clock tells the time in milliseconds
 */
export function limitGuesses(scope: FastifyInstance, { clock, redis }: GuessOptions = {}): void {
  const failures = createSharedBuckets({ redis, name: 'guess', rate: guesses, clock });
  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { ip, method } = request;
    if (method !== 'POST') return undefined;
    const wait = await failures.wait(ip);
    if (wait > 0) return reply.code(429).header('retry-after', String(wait)).send({ error: 'slow_down' });
    reply.raw.once('finish', () => {
      if (wrong.includes(reply.raw.statusCode)) void failures.take(ip);
    });
    return undefined;
  });
}
