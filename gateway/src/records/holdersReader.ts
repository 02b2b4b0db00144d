import { WaslError } from '@wasl/schema/errors.ts';
import type { DocumentNode } from 'graphql';
import { isJsonObject } from '../core/jsonObject.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import type { Acting } from './patientFacts.ts';
import { asCall } from './asCall.ts';
import { failureTold } from './failureTold.ts';
import { hasField, queryOwner } from './queryOwner.ts';

const fieldName = 'prescriptionHolders';
const typeName = 'PrescriptionHolder';

/** By health ID, for how many milliseconds yet a pharmacy has to do with a prescription of it; `Infinity` where its owner does not tell. */
export type Holders = ReadonlyMap<string, number>;

/** Answers which of these health IDs have a prescription that the caller's pharmacy has to do with. @throws WaslError when its owner does not answer */
export type ReadHolders = (acting: Acting, healthIds: readonly string[]) => Promise<Holders>;

/**
 * Makes that reader, which asks the subgraph that has `Query.prescriptionHolders`; undefined where none has. It may be a list of IDs, or of
 * `PrescriptionHolder`s, which tell besides when that ends.
 */
export function createHoldersReader(supergraph: DocumentNode, transport: Transport): ReadHolders | undefined {
  const subgraph = queryOwner(supergraph, fieldName);
  if (subgraph === undefined) return undefined;
  const below = hasField(supergraph, typeName, 'holdsForMs') ? '{healthId holdsForMs}' : '';
  const query = `query($healthIds:[ID!]!){${fieldName}(healthIds:$healthIds)${below}}`;
  return async ({ headers, asker, seen }, healthIds) => {
    if (healthIds.length === 0) return new Map();
    const body = JSON.stringify({ query, variables: { healthIds } });
    const { data, errors } = readReply(await transport(subgraph, asCall(body, { headers, asker, seen })));
    const holders = data?.[fieldName];
    if (errors.length > 0 || !Array.isArray(holders)) throw failureTold(errors, subgraph);
    return new Map(holders.map((holder) => (below === '' ? [String(holder), Infinity] : readHolder(holder, subgraph))));
  };
}

/** Without a number nobody would know when it ends. @throws WaslError SUBGRAPH_RESPONSE_INVALID */
function readHolder(holder: unknown, subgraph: string): [healthId: string, holdsForMs: number] {
  const { healthId, holdsForMs } = isJsonObject(holder) ? holder : {};
  if (typeof healthId !== 'string' || typeof holdsForMs !== 'number')
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
  return [healthId, holdsForMs];
}
