import { errors } from '@wasl/schema/errors.ts';
import { createFailure, type ErrorDetails, SubgraphError } from '@wasl/subgraph-sdk/errors';

/** An expected failure to throw: `throw failure('NOT_FOUND')`. The reader's language is applied when it is formatted. */
export const failure = createFailure(errors);

/** A failure of the table whose sentences say more than the table's. */
export function sayWhy(
  code: keyof typeof errors,
  { en, ar }: { readonly en: string; readonly ar: string },
  details: ErrorDetails,
): SubgraphError {
  return new SubgraphError(code, { ...errors[code], en, ar }, details);
}
