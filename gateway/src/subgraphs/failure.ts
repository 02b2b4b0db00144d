import { reasonOf } from './failureLog.ts';
import { ConnectionLost } from './http/httpConnection.ts';
import { ConnectTimeout } from './http/httpPool.ts';
import { MalformedResponse, ResponseTooLarge } from './http/malformedResponse.ts';

/** Why a request failed: a word of a short list for metrics, and a sentence or a platform's code for the log. */
export interface Failure {
  word: FailureWord;
  text: string;
}

export type FailureWord =
  | 'refused'
  | 'reset'
  | 'unreachable'
  | 'certificate'
  | 'no_descriptors'
  | 'connect_timeout'
  | 'timeout'
  | 'deadline'
  | 'malformed'
  | 'too_large'
  | 'too_many_values'
  | 'not_utf8'
  | 'media_type'
  | 'not_graphql'
  | AnswerFault
  | 'status'
  | 'busy'
  | 'queue_full'
  | 'queue_wait'
  | 'breaker_open'
  | 'other';

/** What is wrong with a GraphQL response that can be read: it answers something else than was asked. */
export type AnswerFault = 'incomplete' | 'wrong_entities';

const ofPlatform: Readonly<Record<string, FailureWord>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'connect_timeout',
  EMFILE: 'no_descriptors',
  ENFILE: 'no_descriptors',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

/** Tells what an error of a connection is. */
export function failureOf(error: Error): Failure {
  return { word: wordOf(error), text: reasonOf(error) };
}

function wordOf(error: Error): FailureWord {
  if (error instanceof ResponseTooLarge) return 'too_large';
  if (error instanceof MalformedResponse) return 'malformed';
  if (error instanceof ConnectionLost) return 'reset';
  if (error instanceof ConnectTimeout) return 'connect_timeout';
  const code = 'code' in error ? String(error.code) : '';
  return ofPlatform[code] ?? (/CERT|SELF_SIGNED|_TLS_|SSL/.test(code) ? 'certificate' : 'other');
}
