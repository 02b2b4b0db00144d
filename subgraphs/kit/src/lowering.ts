import {
  type AskedLabels,
  isLower,
  joinLabels,
  noLabels,
  readConfidentiality,
  type RecordLabels,
} from '@wasl/terminology/recordLabels';
import { failure } from './errors.ts';
import type { Professional } from './professional.ts';

/** Who made a record, and where. */
export interface Origin {
  authorId: string;
  facilityId: string;
}

/** Only where a record was made are its labels lowered; what is sealed (V), only by its author: nobody opens what they may not read. */
export function mayLower(
  { confidentiality }: RecordLabels,
  { authorId, facilityId }: Origin,
  by: Professional,
): boolean {
  if (facilityId !== by.facilityId) return false;
  return confidentiality !== 'V' || authorId === by.practitionerId;
}

/** The labels that are asked for. @throws SubgraphError BAD_USER_INPUT unless something becomes lower and nothing higher */
export function requireLower(labels: RecordLabels, asked: Required<AskedLabels>): RecordLabels {
  const wanted = joinLabels(noLabels, {
    confidentiality: readConfidentiality(asked.confidentiality ?? labels.confidentiality),
    sensitivities: asked.sensitivities ?? labels.sensitivities,
  });
  const raised = joinLabels(labels, wanted);
  if (raised.sensitivities.length > labels.sensitivities.length)
    throw failure('BAD_USER_INPUT', { field: 'sensitivities' });
  if (raised.confidentiality !== labels.confidentiality || !isLower(wanted, labels))
    throw failure('BAD_USER_INPUT', { field: 'confidentiality' });
  return wanted;
}
