import { WaslError } from '@wasl/schema/errors.ts';
import type { OperationTypeNode } from 'graphql';
import type { GraphQLRequest } from '../core/request.ts';
import { type PurposeOfUse, purposesOfUse } from '../records/recordQuestion.ts';

const header = 'x-purpose-of-use';

/** What of a request policies may decide on: Cedar's `context`. Of few values, so that decisions can be kept for each. */
export type PolicyContext = {
  operation: `${OperationTypeNode}`;
  /** Why the caller asks, as the caller says; missing when nothing was said. */
  purposeOfUse?: PurposeOfUse;
};

/** @throws WaslError BAD_REQUEST for a purpose that is none, or several: taken for none, it would pass by what forbids it. */
export function policyContextOf(headers: GraphQLRequest['headers'], operation: `${OperationTypeNode}`): PolicyContext {
  const said = headers[header];
  if (said === undefined) return { operation };
  const purposeOfUse = purposesOfUse.find((code) => code === said);
  if (!purposeOfUse) throw new WaslError('BAD_REQUEST', { header, expected: purposesOfUse });
  return { operation, purposeOfUse };
}
