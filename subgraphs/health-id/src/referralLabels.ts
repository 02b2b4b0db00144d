import { failure } from '@wasl/kit/errors';
import {
  type AskedLabels,
  joinLabels,
  labelsOfMeaning,
  labelsOfNew,
  type RecordLabels,
  storedLabels,
} from '@wasl/terminology/recordLabels';

/**
 * The labels of a new referral: what its words mean, the names of where it goes among them, and what its author asks for. It cannot be sealed,
 * for it is written to be read elsewhere. @throws SubgraphError BAD_USER_INPUT for V
 */
export function labelsOfReferral(
  asked: AskedLabels & { reason: string },
  names: readonly (string | null)[],
): RecordLabels {
  if (asked.confidentiality === 'V') throw failure('BAD_USER_INPUT', { field: 'confidentiality' });
  return labelsOfNew(meaningOf([asked.reason, ...names]), asked);
}

/** The labels of a referral or an appointment once more words stand in it: why it was declined or cancelled, or the reply. */
export function labelsWithWords(
  row: { confidentiality: string; sensitivities: readonly string[] },
  words: string | null,
): { confidentiality: string; sensitivities: string[] } {
  const { confidentiality, sensitivities } = joinLabels(storedLabels(row), meaningOf([words]));
  return { confidentiality, sensitivities: [...sensitivities] };
}

/** Whether not everybody at the facility that is addressed may read it. */
export function isGuarded({
  confidentiality,
  sensitivities,
}: {
  confidentiality: string;
  sensitivities: readonly string[];
}) {
  return confidentiality === 'R' || confidentiality === 'V' || sensitivities.length > 0;
}

function meaningOf(texts: readonly (string | null)[]): RecordLabels {
  return labelsOfMeaning(texts.flatMap((text) => (text === null ? [] : [{ text }])));
}
