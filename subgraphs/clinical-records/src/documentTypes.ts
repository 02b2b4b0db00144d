import { failure } from '@wasl/kit/errors';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';

/** A letter of several pages. */
const longestText = 20_000;

/** Whether a code of the list of LOINC means a document of words, as a discharge summary is; not a section of one. */
export function isDocumentType(code: string): boolean {
  const found = laboratoryTest(code);
  const isDocument = found?.category === 'document' || found?.category === 'nursing-document';
  return isDocument && found.scale === 'text';
}

/** Whether a document of this type is written by nurses. */
export function isNursingDocument(code: string): boolean {
  return laboratoryTest(code)?.category === 'nursing-document';
}

/** @throws SubgraphError BAD_USER_INPUT for a document without words, or with too many */
export function checkDocument({ text }: { text?: string | null }): void {
  if (!/\p{L}/u.test(text ?? '') || (text ?? '').length > longestText)
    throw failure('BAD_USER_INPUT', { field: 'text', minimum: 1, maximum: longestText });
}
