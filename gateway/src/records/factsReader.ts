import { WaslError } from '@wasl/schema/errors.ts';
import type { DocumentNode } from 'graphql';
import { isJsonObject, type JsonObject } from '../core/jsonObject.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import { createHoldersReader } from './holdersReader.ts';
import type { ConsentFact, PatientFacts, ReadFacts } from './patientFacts.ts';
import { queryOwner } from './queryOwner.ts';
import { recordCategories } from './recordQuestion.ts';

const fieldName = 'recordFacts';
const query = (more: string) =>
  `query($healthIds:[ID!]!,$role:String!){${fieldName}(healthIds:$healthIds,role:$role){healthId ${more}isOwn guardianOf isTreating hasActivePrescription isGlassBroken directives{decision category facilityId role}}}`;
const plainQuery = query('');
const queryWithIds = query('healthIds ');

/**
 * Makes the reader of facts about patients: one question to the subgraph that has `Query.recordFacts`, in the name of the caller, and for
 * pharmacists one more to the subgraph that has `Query.prescriptionHolders`, where there is one. A failure of either is thrown.
 * @throws WaslError SUPERGRAPH_REFUSED where no subgraph has the first.
 */
export function createFactsReader(supergraph: DocumentNode, transport: Transport): ReadFacts {
  const subgraph = ownerOf(supergraph);
  const readHolders = createHoldersReader(supergraph, transport);
  return async (acting, healthIds) => {
    const { role, headers, asker } = acting;
    // No other role's work rests on a prescription.
    const holders = role === 'pharmacist' ? readHolders : undefined;
    const body = JSON.stringify({ query: holders ? queryWithIds : plainQuery, variables: { healthIds, role } });
    const { data, errors } = readReply(await transport(subgraph, { body, headers, asker, isRepeatable: true }));
    const facts = data?.[fieldName];
    if (errors.length > 0 || !Array.isArray(facts)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
    const items = facts.filter(isJsonObject);
    const found = new Map(items.map((item) => [String(item['healthId']), readFacts(item)]));
    if (!holders) return found;
    const holding = await holders(acting, [...new Set(items.flatMap(idsIn))]);
    for (const item of items) {
      const known = found.get(String(item['healthId']));
      if (known && idsIn(item).some((id) => holding.has(id))) known.hasActivePrescription = true;
    }
    return found;
  };
}

/** Every ID of the person whom a fact is about. */
function idsIn(item: JsonObject): string[] {
  const ids = item['healthIds'];
  return Array.isArray(ids) ? ids.map(String) : [String(item['healthId'])];
}

/** What is not said counts against the caller. */
function readFacts(item: JsonObject): PatientFacts {
  const guardianOf = item['guardianOf'];
  const directives = item['directives'];
  if (!Array.isArray(directives)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  return {
    isOwn: item['isOwn'] === true,
    guardianOf: guardianOf === 'child' || guardianOf === 'adolescent' ? guardianOf : 'nobody',
    isTreating: item['isTreating'] === true,
    hasActivePrescription: item['hasActivePrescription'] === true,
    isGlassBroken: item['isGlassBroken'] === true,
    directives: directives.map(readDirective),
  };
}

/** A directive that cannot be understood denies everything: it may have been a denial. */
function readDirective(item: unknown): ConsentFact {
  const { decision, category, facilityId, role } = isJsonObject(item) ? item : {};
  const known = recordCategories.find((name) => name === category);
  if (category != null && !known)
    return { decision: 'deny', category: undefined, facilityId: undefined, role: undefined };
  return {
    decision: decision === 'permit' ? 'permit' : 'deny',
    category: known,
    facilityId: textOrUndefined(facilityId),
    role: textOrUndefined(role),
  };
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The subgraph that says whose facts these are. @throws WaslError SUPERGRAPH_REFUSED where there is none */
function ownerOf(supergraph: DocumentNode): string {
  const owner = queryOwner(supergraph, fieldName);
  if (owner !== undefined) return owner;
  throw new WaslError('SUPERGRAPH_REFUSED', {
    reason: `it holds records of patients, and no subgraph has Query.${fieldName}, which says who may see them`,
  });
}
