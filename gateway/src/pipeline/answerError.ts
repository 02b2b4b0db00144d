import { randomUUID } from 'node:crypto';
import { type ErrorCode, type Language, WaslError } from '@wasl/schema/errors.ts';
import { preferredLanguage } from '@wasl/schema/preferredLanguage.ts';
import type { GraphQLFormattedError } from 'graphql';
import { graphqlMessageInArabic } from '../core/graphqlMessages.ts';
import { isTokenExpired } from './tokens/tokenExpired.ts';
import { DocumentRefused } from './documents/prepareOperation.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { SingleAnswer } from '../core/answer.ts';

/** Logs what the caller must not see, under the id that the caller is given; `requestId` names the request. */
export type LogFailure = (errorId: string, error: unknown, requestId?: string) => void;

const beforeGraphQL: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'TOKEN_KEYS_UNAVAILABLE',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'OVERLOADED',
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'INTERNAL_SERVER_ERROR',
];

/** The answer to a request that was refused or that failed as a whole. */
export function answerError(
  error: unknown,
  request: Pick<GraphQLRequest, 'headers' | 'id'>,
  log: LogFailure,
): SingleAnswer {
  const language = preferredLanguage(request.headers['accept-language']);
  if (error instanceof DocumentRefused) return { status: 400, body: { errors: refusalsIn(language, error) } };
  const refusal = expected(error, log, request.id);
  const { code, status, details } = refusal;
  const body = { errors: [{ message: refusal.messageIn(language), extensions: { ...details, code } }] };
  const headers: Record<string, string> = {};
  if (code === 'UNAUTHENTICATED') headers['www-authenticate'] = challenge(isTokenExpired(error));
  if (code === 'METHOD_NOT_ALLOWED') headers['allow'] = 'POST, OPTIONS';
  if (code === 'UNSUPPORTED_MEDIA_TYPE') Object.assign(headers, readable(details['header']));
  if (code === 'OVERLOADED' || code === 'TOKEN_KEYS_UNAVAILABLE') headers['retry-after'] = '1';
  if (code === 'RATE_LIMITED') headers['retry-after'] = String(details['retryAfterSeconds']);
  return { status, isTransportError: beforeGraphQL.includes(code), headers, body };
}

/** graphql-js speaks English: what it says in the client's language, where that is known. */
function refusalsIn(language: Language, { errors, code }: DocumentRefused): GraphQLFormattedError[] {
  return errors.map((item) => ({
    ...item,
    message: (language === 'ar' ? graphqlMessageInArabic(item.message) : undefined) ?? item.message,
    extensions: { ...item.extensions, code },
  }));
}

/** What is wrong with a token, by RFC 6750, 3. */
function challenge(isExpired: boolean): string {
  return `Bearer error="invalid_token"${isExpired ? ', error_description="The access token expired"' : ''}`;
}

/** Headers that name what the gateway accepts instead (RFC 9110, 12.5.1 and 12.5.3). */
function readable(header: unknown): Record<string, string> {
  return header === 'content-encoding' ? { 'accept-encoding': 'identity' } : { accept: 'application/json' };
}

function expected(error: unknown, log: LogFailure, requestId: string | undefined): WaslError {
  if (error instanceof WaslError) return error;
  const errorId = randomUUID();
  log(errorId, error, requestId);
  return new WaslError('INTERNAL_SERVER_ERROR', { errorId });
}
