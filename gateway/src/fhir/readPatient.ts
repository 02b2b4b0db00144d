import type { Language } from '@wasl/schema/errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { AskGraph } from './askGraph.ts';
import type { Resource } from './exchange.ts';
import { errorsAt } from './graphErrors.ts';
import { patient, type PatientRow } from './map/people.ts';
import { noSuchPatient } from './outcome.ts';
import { operations } from './operations.ts';

/** A patient, or why there is none to be seen. */
export type PatientRead =
  { resource: Resource; row: PatientRow; errors: readonly GraphQLFormattedError[] } | { error: GraphQLFormattedError };

/** Reads a patient. @throws WaslError NOT_FOUND, or Refused */
export async function readPatient(healthId: string, ask: AskGraph, language: Language): Promise<PatientRead> {
  const { data, errors } = await ask(operations.patient, { healthId });
  return patientIn(data, errors, language);
}

/** The patient of an answer. Somebody of whom not even a name is to be seen is nobody. @throws WaslError NOT_FOUND */
export function patientIn(
  data: Record<string, unknown>,
  errors: readonly GraphQLFormattedError[],
  language: Language,
): PatientRead {
  const row = data['patient'] as PatientRow | null | undefined;
  if (row?.givenName != null || row?.familyName != null) {
    const own = errorsAt(errors, ['patient']).filter(({ path }) => path?.[1] !== 'summary');
    return { resource: patient(row, language), row, errors: own };
  }
  const [error] = [...errorsAt(errors, ['patient', 'givenName']), ...errors];
  if (error) return { error };
  throw noSuchPatient();
}
