import { WaslError } from '@wasl/schema/errors.ts';
import type { SubgraphError } from '../execution/run/readReply.ts';

/** What a subgraph may say of itself, in place of an answer, and be believed. */
const believed = ['DATABASE_UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const;

/** Why a subgraph that was asked for facts gave none: as it says itself, where it only cannot at the moment; else its answer is invalid. */
export function failureTold(errors: readonly SubgraphError[], subgraph: string): WaslError {
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  const code = believed.find((one) => codes.includes(one));
  return code ? new WaslError(code) : new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
}
