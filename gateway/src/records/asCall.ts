import type { SubgraphCall } from '../subgraphs/transport.ts';
import type { Acting } from './patientFacts.ts';

/** A question of the gateway's own to a subgraph, as part of the request for which it is asked. */
export function asCall(
  body: string,
  { headers, asker, seen }: Pick<Acting, 'headers' | 'asker' | 'seen'>,
): SubgraphCall {
  return { body, headers, asker, isRepeatable: true, requestId: seen?.id, observer: seen?.observer };
}
