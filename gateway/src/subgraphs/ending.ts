import { isUtf8 } from 'node:buffer';
import type { ErrorCode } from '@wasl/schema/errors.ts';
import type { SubgraphOutcome } from '../telemetry/figures.ts';
import { isTooHeavy } from './answerWeight.ts';
import type { Sign } from './breaker.ts';
import type { Failure } from './failure.ts';
import { graphqlResponse, whyUnreadable } from './http/mediaTypes.ts';
import type { ResponseHead } from './http/responseHead.ts';
import { readRetryAfter } from './retries.ts';

/** How a request ended that was not answered, or not with what can be read. */
export interface Ending extends Failure {
  outcome: SubgraphOutcome;
  code: ErrorCode;
  /** What it says about the subgraph. */
  sign: Sign;
  /** HTTP status of the answer, where there was one. */
  status?: number;
  /** Milliseconds until it is worth asking again. */
  retryAfterMs?: number | undefined;
}

const noAnswer = { text: 'There was no answer in time.', outcome: 'timeout' } as const;
/** The subgraph's own deadline passed. */
export const isLate: Ending = { ...noAnswer, word: 'timeout', code: 'SUBGRAPH_TIMEOUT', sign: 'ill' };
/** The deadline of the client's request passed, of which other subgraphs may have taken the most. */
export const isOverdue: Ending = { ...noAnswer, word: 'deadline', code: 'DEADLINE_EXCEEDED', sign: 'neither' };

const notSent = { outcome: 'not_sent', code: 'SUBGRAPH_UNAVAILABLE', sign: 'neither' } as const;
/** The breaker is open. */
export const isPaused: Ending = {
  ...notSent,
  word: 'breaker_open',
  text: 'It is not asked for a while: most requests to it have failed.',
};
const soonMs = 1_000;
/** There is no room in the queue. */
export const isFull: Ending = {
  ...notSent,
  word: 'queue_full',
  text: 'All connections to it are in use, and enough requests wait for one.',
  retryAfterMs: soonMs,
};
/** It waited too long in the queue. */
export const isStuck: Ending = {
  ...notSent,
  word: 'queue_wait',
  text: 'No connection to it became free in time.',
  retryAfterMs: soonMs,
};

const readTypes = [graphqlResponse, 'application/json'];

/** Statuses of a server that has no time for a request: another attempt may find it has. */
export function isBusyStatus(status: number): boolean {
  return status === 429 || status === 503;
}

/** The ending of an answer with such a status. That we ask too often does not say that the subgraph is ill. */
export function busyEnding({ status, retryAfter }: ResponseHead): Ending {
  return {
    outcome: 'http_error',
    code: 'SUBGRAPH_UNAVAILABLE',
    sign: status === 429 ? 'neither' : 'ill',
    word: 'busy',
    text: 'It is busy, or what stands before it does not reach it.',
    status,
    retryAfterMs: readRetryAfter(retryAfter),
  };
}

/** Why an answer cannot be read; undefined where it can. */
export function faultOf(head: ResponseHead, body: Buffer): Ending | undefined {
  const fault = { code: 'SUBGRAPH_RESPONSE_INVALID', outcome: 'http_error', sign: 'ill', status: head.status } as const;
  const unreadable = whyUnreadable(head, readTypes);
  if (unreadable !== undefined) return { ...fault, word: 'media_type', text: unreadable };
  if (isTooHeavy(body)) {
    const text = 'The answer holds too many values.';
    return { ...fault, word: 'too_many_values', text, outcome: 'too_large', sign: 'neither' };
  }
  return isUtf8(body) ? undefined : { ...fault, word: 'not_utf8', text: 'The answer is not UTF-8.' };
}

/** The ending of a request whose connection failed. */
export function endingOf(failure: Failure): Ending {
  switch (failure.word) {
    case 'too_large':
      return { ...failure, outcome: 'too_large', code: 'SUBGRAPH_RESPONSE_INVALID', sign: 'neither' };
    case 'connect_timeout':
      return { ...failure, outcome: 'timeout', code: 'SUBGRAPH_TIMEOUT', sign: 'ill' };
    case 'no_descriptors':
      // Our own fault.
      return { ...failure, outcome: 'unavailable', code: 'SUBGRAPH_UNAVAILABLE', sign: 'neither' };
    default:
      return { ...failure, outcome: 'unavailable', code: 'SUBGRAPH_UNAVAILABLE', sign: 'ill' };
  }
}

/** Whether a question may be asked again after this, given that nothing was answered. */
export function mayRepeat({ word }: Failure): boolean {
  return word === 'refused' || word === 'reset';
}
