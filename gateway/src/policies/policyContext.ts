import { WaslError } from '@wasl/schema/errors.ts';
import type { OperationTypeNode } from 'graphql';
import type { GraphQLRequest } from '../core/request.ts';
import { type PurposeOfUse, purposesOfUse } from '../records/recordQuestion.ts';

const header = 'x-purpose-of-use';

/** Cedar's `context`: what policies may use of a request. It has few distinct values, so that decisions can be cached for each. */
export type PolicyContext = {
  operation: `${OperationTypeNode}`;
  /** Why the caller asks, as the request's header says; missing without the header. */
  purposeOfUse?: PurposeOfUse;
};

/**
 * Reads the context of a request.
 * @throws WaslError BAD_REQUEST for an unknown purpose or several: if it were ignored, a policy that forbids it would not apply.
 */
export function policyContextOf(headers: GraphQLRequest['headers'], operation: `${OperationTypeNode}`): PolicyContext {
  const purposeOfUse = readPurpose(headers);
  return purposeOfUse ? { operation, purposeOfUse } : { operation };
}

/** Why the caller asks; undefined where the request does not say. @throws WaslError BAD_REQUEST for an unknown purpose or several */
export function readPurpose(headers: GraphQLRequest['headers']): PurposeOfUse | undefined {
  const said = headers[header];
  const purposeOfUse = purposesOfUse.find((code) => code === said);
  if (said !== undefined && !purposeOfUse)
    throw new WaslError('BAD_REQUEST', { header, expected: purposesOfUse }, { says: unknownPurpose });
  return purposeOfUse;
}

const unknownPurpose = {
  en: 'The header x-purpose-of-use names no purpose that is known here: send one of the expected ones, or leave it out.',
  ar: 'لا تذكر الترويسة x-purpose-of-use غرضاً معروفاً هنا: أرسل أحد الأغراض المتوقعة أو لا ترسلها.',
};
