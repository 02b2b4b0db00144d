import type { GraphQLFormattedError } from 'graphql';

/** Why something of an answer is missing: somebody may not see it, or a system could not be asked. */
export type Absence = 'withheld' | 'unavailable';

const withheld: ReadonlySet<string> = new Set([
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'CONSENT_DENIED',
  'NO_TREATMENT_RELATIONSHIP',
  'ACCOUNT_HOLDER_DECEASED',
  'PURPOSE_NOT_ALLOWED',
  'RESTRICTED_RECORD',
  'FORBIDDEN',
  'BAD_REQUEST',
]);

export function codeOf(error: GraphQLFormattedError | undefined): string {
  const code = error?.extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}

export function absenceOf(error: GraphQLFormattedError): Absence {
  return withheld.has(codeOf(error)) ? 'withheld' : 'unavailable';
}

/** The errors at a path, above it or below it: those that say why something there is missing. */
export function errorsAt(
  errors: readonly GraphQLFormattedError[],
  path: readonly string[],
): readonly GraphQLFormattedError[] {
  return errors.filter(({ path: at = [] }) =>
    path.every((name, index) => at[index] === undefined || at[index] === name),
  );
}
