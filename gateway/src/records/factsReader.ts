import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, Kind } from 'graphql';
import { isJsonObject, type JsonObject } from '../core/jsonObject.ts';
import { argument, textOf } from '../core/schemaLinks.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import type { ConsentFact, PatientFacts, ReadFacts } from './patientFacts.ts';
import { recordCategories } from './recordQuestion.ts';

const fieldName = 'recordFacts';
const query = `query($healthIds:[ID!]!,$role:String!){${fieldName}(healthIds:$healthIds,role:$role){healthId isOwn guardianOf isTreating hasActivePrescription isGlassBroken directives{decision category facilityId role}}}`;

/**
 * Makes the reader of facts about patients: one question to the subgraph that has `Query.recordFacts`, in the name of the caller.
 * @throws WaslError SUPERGRAPH_REFUSED where no subgraph has it.
 */
export function createFactsReader(supergraph: DocumentNode, transport: Transport): ReadFacts {
  const subgraph = ownerOf(supergraph);
  return async ({ role, headers, asker }, healthIds) => {
    const body = JSON.stringify({ query, variables: { healthIds, role } });
    const { data, errors } = readReply(await transport(subgraph, { body, headers, asker, isRepeatable: true }));
    const facts = data?.[fieldName];
    if (errors.length > 0 || !Array.isArray(facts)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
    return new Map(facts.flatMap((item) => (isJsonObject(item) ? [[String(item['healthId']), readFacts(item)]] : [])));
  };
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

/** The subgraph that has the field, by its name. */
function ownerOf(supergraph: DocumentNode): string {
  const graph = graphOf(supergraph);
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const directive = value.directives?.find(({ name }) => name.value === 'join__graph');
      if (value.name.value === graph) return (directive && textOf(argument(directive, 'name'))) ?? graph;
    }
  }
  throw new WaslError('SUPERGRAPH_REFUSED', {
    reason: `it holds records of patients, and no subgraph has Query.${fieldName}, which says who may see them`,
  });
}

function graphOf(supergraph: DocumentNode): string | undefined {
  const type = supergraph.definitions.find(
    (item) => item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === 'Query',
  );
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return undefined;
  const field = type.fields?.find(({ name }) => name.value === fieldName);
  const owners = [...(field?.directives ?? []), ...(field ? (type.directives ?? []) : [])].flatMap((directive) => {
    const graph = /^join__(?:field|type)$/.test(directive.name.value) ? argument(directive, 'graph') : undefined;
    return graph?.kind === Kind.ENUM ? [graph.value] : [];
  });
  return owners[0];
}
