import { WaslError } from '@wasl/schema/errors.ts';
import { Kind, print } from 'graphql';
import type { Caller } from '../core/caller.ts';
import { recordsAskedFor } from '../records/recordsAskedFor.ts';
import { disclosedTo } from './disclosedTo.ts';
import type { Exchange } from './exchange.ts';
import type { SentOperation } from './readOperation.ts';

/** Notes for the audit which records an operation asked for that is refused as a whole, for its purpose of use say. */
export function noteRefusal(refusal: unknown, sent: SentOperation, caller: Caller, exchange: Exchange): void {
  const { disclosures, request, supergraph } = exchange;
  if (!disclosures || !(refusal instanceof WaslError)) return;
  const { records, executor } = supergraph;
  const { document, operation, variables } = sent;
  const others = document.definitions.filter(({ kind }) => kind !== Kind.OPERATION_DEFINITION);
  const whole = {
    source: {},
    subgraph: '',
    isMutation: operation.operation === 'mutation',
    isEntities: false,
    query: print({ ...document, definitions: [operation, ...others] }),
    variables,
  };
  disclosures.begin(disclosedTo({ caller, sent, authorized: {} }, request, supergraph));
  for (const asked of recordsAskedFor(whole, records, executor.types))
    disclosures.note({ ...asked, outcome: refusal, as: undefined });
}
