import { WaslError } from '@wasl/schema/errors.ts';
import type { VerifyToken } from './tokens/tokenVerifier.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { Caller } from '../core/caller.ts';

/** A caller without a token, who may select whatever no rule protects. */
export const anonymous: Caller = {
  authenticated: false,
  subject: null,
  scopes: new Set(),
  policies: new Set(),
  claims: {},
};

/**
 * Identifies the caller. Without an `Authorization` header it is `anonymous`; with one, the token must be valid.
 * Rejects with WaslError UNAUTHENTICATED: a bad token never makes an anonymous caller.
 */
export function authenticate(
  request: Pick<GraphQLRequest, 'headers'>,
  verifyToken: VerifyToken | undefined,
): Caller | Promise<Caller> {
  const header = request.headers['authorization'];
  if (header === undefined) return anonymous;
  const token = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  if (token === undefined || verifyToken === undefined) return Promise.reject(new WaslError('UNAUTHENTICATED'));
  return verifyToken(token);
}
