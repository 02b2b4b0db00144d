import { WaslError } from '@wasl/schema/errors.ts';

const reason = 'TOKEN_EXPIRED';

/** The refusal of a token that was good and has expired: its client gets a new one, and need not sign anybody in again. */
export function tokenExpired(): WaslError {
  return new WaslError('UNAUTHENTICATED', { reason });
}

/** Whether a request was refused because its token has expired. */
export function isTokenExpired(error: unknown): boolean {
  return error instanceof WaslError && error.code === 'UNAUTHENTICATED' && error.details['reason'] === reason;
}
