/**
 * What the generators leave out by default, because the gateway does not answer it rightly yet. `WASL_TEST_DRAW=roots,nulls,numbers` draws
 * it all the same; whoever mends one of them makes it the default.
 */
const drawn = new Set((process.env['WASL_TEST_DRAW'] ?? '').split(','));

/** Root types with other names than Query and Mutation, below the root too. */
export const hasRenamedRoots = drawn.has('roots');
/** Null for a variable in `@skip` or `@include`. */
export const hasNullConditions = drawn.has('nulls');
/** Integers beyond 2^53 in keys, identifiers and custom scalars. */
export const hasBigNumbers = drawn.has('numbers');
