import type { SentVariable } from '../compile/compiledPlan.ts';
import { type JsonObject, ownValue } from '../../core/jsonObject.ts';
import { writeJson } from '../../core/numberText.ts';
import type { Asker } from '../../core/asker.ts';
import type { SubgraphCall, SubgraphReply, Transport } from '../../subgraphs/transport.ts';
import type { Spending } from './spending.ts';

/**
 * Sends a request body to a subgraph and answers what came back; on behalf of whom the operation is made, where nobody is named.
 * @throws WaslError SUBGRAPH_…
 */
export type Send = (subgraph: string, body: string, isMutation: boolean, asker?: Asker) => Promise<SubgraphReply>;

/**
 * Makes the function that sends requests to subgraphs for one client request, and counts the bytes received; over the limit the client
 * request fails with ANSWER_TOO_LARGE.
 */
export function sendWithin(
  spending: Spending,
  transport: Transport,
  { headers, asker, requestId, observer }: Pick<SubgraphCall, 'headers' | 'asker' | 'requestId' | 'observer'>,
): Send {
  const { cancellation } = spending;
  const takes = (bytes: number): boolean => spending.receive(bytes);
  const holds = (bytes: number): boolean => spending.hold(bytes);
  return (subgraph, body, isMutation, decided = asker) =>
    transport(subgraph, {
      body,
      headers,
      asker: decided,
      cancellation,
      isRepeatable: !isMutation,
      mostBytes: spending.leftOf('maxReceivedBytes'),
      takes,
      holds,
      requestId,
      observer,
    });
}

/** JSON of the variables that the client sent, each followed by a comma. */
export function variablesText(sent: Iterable<SentVariable>, variables: JsonObject): string {
  let text = '';
  for (const { name, label } of sent) {
    const value = ownValue(variables, name);
    if (value !== undefined) text += `${label + writeJson(value)},`;
  }
  return text;
}
