import { errors } from '@wasl/schema/errors.ts';
import { createFailure } from '@wasl/subgraph-sdk/errors';

/** An expected failure to throw: `throw failure('NOT_FOUND')`. The reader's language is applied when it is formatted. */
export const failure = createFailure(errors);
