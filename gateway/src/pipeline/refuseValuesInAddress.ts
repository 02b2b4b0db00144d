import { WaslError } from '@wasl/schema/errors.ts';
import { BREAK, type DocumentNode, Kind, visit } from 'graphql';
import type { SentRequest } from '../core/request.ts';
import type { SentOperation } from './readOperation.ts';

/**
 * Refuses a GET whose address holds values, as variables or in its text: they are what a patient is found by, and proxies, browsers and logs
 * keep addresses. A document that is named by its ID has no text in the address. @throws WaslError PERSONAL_DATA_IN_ADDRESS
 */
export function refuseValuesInAddress(
  { document, variables }: Pick<SentOperation, 'document' | 'variables'>,
  request: SentRequest,
): void {
  const isInText = request.query !== '' && hasValues(document);
  if (isInText || Object.keys(variables).length > 0) throw new WaslError('PERSONAL_DATA_IN_ADDRESS');
}

/** Whether any text or number is written into a document. */
function hasValues(document: DocumentNode): boolean {
  let found = false;
  const stop = () => {
    found = true;
    return BREAK;
  };
  visit(document, { [Kind.STRING]: stop, [Kind.INT]: stop, [Kind.FLOAT]: stop });
  return found;
}
