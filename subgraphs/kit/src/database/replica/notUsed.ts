import { DatabaseError } from 'pg';
import type { Refusal } from './judgeReplica.ts';

/** Thrown in place of a statement that must not run on a replica now. */
export class NotUsed extends Error {
  override readonly name = 'NotUsed';
  readonly why: Refusal;

  constructor(why: Refusal, options?: ErrorOptions) {
    super(why, options);
    this.why = why;
  }
}

/** PostgreSQL's classes of errors by which a server itself fails: connections, resources, its stop, its system. */
const ofServer = /^(?:08|53|57P|58|XX)/;

/**
 * Why a replica is not used for a while, by what failed there; undefined where it was a statement alone, such as one that was cancelled
 * because it stood in the way of what the standby had to apply.
 */
export function whyNotUsed(error: unknown): Refusal | undefined {
  if (error instanceof NotUsed) return error.why;
  const isOfStatement = error instanceof DatabaseError && !ofServer.test(error.code ?? 'XX');
  return isOfStatement ? undefined : 'unreachable';
}
