import { WaslError } from '@wasl/schema/errors.ts';
import type { DocumentNode } from 'graphql';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import type { Acting } from './patientFacts.ts';
import { asCall } from './asCall.ts';
import { queryOwner } from './queryOwner.ts';

const fieldName = 'prescriptionHolders';
const query = `query($healthIds:[ID!]!){${fieldName}(healthIds:$healthIds)}`;

/** Answers which of these health IDs have a prescription that the caller's pharmacy has to do with. @throws WaslError when its owner does not answer */
export type ReadHolders = (acting: Acting, healthIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** Makes that reader, which asks the subgraph that has `Query.prescriptionHolders`; undefined where none has. */
export function createHoldersReader(supergraph: DocumentNode, transport: Transport): ReadHolders | undefined {
  const subgraph = queryOwner(supergraph, fieldName);
  if (subgraph === undefined) return undefined;
  return async ({ headers, asker, seen }, healthIds) => {
    if (healthIds.length === 0) return new Set();
    const body = JSON.stringify({ query, variables: { healthIds } });
    const { data, errors } = readReply(await transport(subgraph, asCall(body, { headers, asker, seen })));
    const holders = data?.[fieldName];
    if (errors.length > 0 || !Array.isArray(holders)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
    return new Set(holders.map(String));
  };
}
