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
  const said = headers[header];
  if (said === undefined) return { operation };
  const purposeOfUse = purposesOfUse.find((code) => code === said);
  if (!purposeOfUse) throw new WaslError('BAD_REQUEST', { header, expected: purposesOfUse });
  return { operation, purposeOfUse };
}
