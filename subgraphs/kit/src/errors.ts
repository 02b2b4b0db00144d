import { type ErrorCode, WaslError } from '@wasl/schema/errors.ts';

export { WaslError } from '@wasl/schema/errors.ts';

/** An expected failure to throw: `throw failure('NOT_FOUND')`. The reader's language is applied when it is formatted. */
export function failure(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): WaslError {
  return new WaslError(code, details);
}
