import { createTokenBuckets } from '@wasl/kit/tokenBuckets';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** How often one address may be wrong about a secret, a code or a persona. */
const guesses = { count: 10, seconds: 60 };
/** What a wrong secret, code, refresh token or persona is answered with. */
const wrong = [400, 401];

/**
 * Refuses an address that was wrong too often with 429, right or wrong: a secret cannot be found by trying. Who is right is never counted.
 * @param clock tells the time in milliseconds
 */
export function limitGuesses(scope: FastifyInstance, clock: () => number = Date.now): void {
  const failures = createTokenBuckets(guesses, clock);
  scope.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    const { ip, method } = request;
    if (method !== 'POST') return done();
    const wait = failures.wait(ip);
    if (wait > 0) return void reply.code(429).header('retry-after', String(wait)).send({ error: 'slow_down' });
    reply.raw.once('finish', () => {
      if (wrong.includes(reply.raw.statusCode)) failures.take(ip);
    });
    done();
  });
}
