import type { GraphQLFormattedError } from 'graphql';
import { isJsonObject } from '../core/jsonObject.ts';
import { readData } from '../core/writtenData.ts';
import { answer } from '../pipeline/answer.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import type { FhirRequest } from './exchange.ts';
import { Refused } from './refused.ts';

/** What the graph says: its data as they came, and an error for each field that is missing. */
export interface GraphAnswer {
  data: Record<string, unknown>;
  errors: readonly GraphQLFormattedError[];
}

/** Asks the graph one of the front door's own operations, in the name of whoever sent the request. */
export type AskGraph = (document: string, variables: Record<string, unknown>) => Promise<GraphAnswer>;

/**
 * Asks through the pipeline: authentication, field and record rules, audit and limits are those of `/graphql`.
 * @throws Refused where the pipeline refuses the request as a whole
 */
export function askGraph(request: FhirRequest, gateway: Gateway): AskGraph {
  const { headers, id, observer, address, cancellation } = request;
  return async (query, variables) => {
    const found = await answer(
      { query, variables, headers, id, observer, address, cancellation, isTrusted: true },
      gateway,
    );
    if ('events' in found) {
      await found.events.return?.();
      throw new Error('An operation of the front door is a subscription.');
    }
    const { data, errors = [] } = found.body;
    if (data === undefined) throw new Refused(found);
    const told = data === null ? {} : readData(data);
    return { data: isJsonObject(told) ? told : {}, errors };
  };
}
