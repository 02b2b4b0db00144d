import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, Kind } from 'graphql';
import { isJsonObject, type JsonObject } from '../core/jsonObject.ts';
import { graphNames } from '../core/graphNames.ts';
import { argument } from '../core/schemaLinks.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import type { Acting, ConsentFact, PatientFacts, ReadColleagues, ReadFacts } from './patientFacts.ts';
import { recordCategories } from './recordQuestion.ts';

const fieldName = 'recordFacts';
const authorsFieldName = 'authorFacts';
const authorsQuery = `query($practitionerIds:[ID!]!){${authorsFieldName}(practitionerIds:$practitionerIds){practitionerId isOfCallersSpecialty}}`;
const query = `query($healthIds:[ID!]!,$role:String!){${fieldName}(healthIds:$healthIds,role:$role){healthId isOwn guardianOf isTreating hasActivePrescription isGlassBroken directives{decision category facilityId role}}}`;

/** What reads facts of a supergraph. */
export interface FactsReader {
  /** The subgraph that tells facts. */
  registry: string;
  readFacts: ReadFacts;
  readColleagues: ReadColleagues | undefined;
}

/**
 * Makes the reader of facts about patients: one question to the subgraph that has `Query.recordFacts`, in the name of the caller; about
 * authors of records to the one that has `Query.authorFacts`. @throws WaslError SUPERGRAPH_REFUSED where no subgraph tells facts.
 */
export function createFactsReader(supergraph: DocumentNode, transport: Transport): FactsReader {
  const registry = ownerOf(supergraph, fieldName);
  if (registry === undefined)
    throw new WaslError('SUPERGRAPH_REFUSED', {
      reason: `it holds records of patients, and no subgraph has Query.${fieldName}, which says who may see them`,
    });
  const authors = ownerOf(supergraph, authorsFieldName);
  return {
    registry,
    async readFacts(acting, healthIds) {
      const facts = await ask(registry, fieldName, query, { healthIds, role: acting.role }, acting, transport);
      return new Map(facts.map((item) => [String(item['healthId']), readFacts(item)]));
    },
    readColleagues:
      authors === undefined
        ? undefined
        : async (acting, practitionerIds) => {
            const facts = await ask(authors, authorsFieldName, authorsQuery, { practitionerIds }, acting, transport);
            const colleagues = facts.filter((item) => item['isOfCallersSpecialty'] === true);
            return new Set(colleagues.map((item) => String(item['practitionerId'])));
          },
  };
}

/** @throws WaslError SUBGRAPH_RESPONSE_INVALID for anything but a list */
async function ask(
  subgraph: string,
  field: string,
  text: string,
  variables: JsonObject,
  { headers, asker }: Acting,
  transport: Transport,
): Promise<JsonObject[]> {
  const body = JSON.stringify({ query: text, variables });
  const { data, errors } = readReply(await transport(subgraph, { body, headers, asker, isRepeatable: true }));
  const facts = data?.[field];
  if (errors.length > 0 || !Array.isArray(facts)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
  return facts.filter(isJsonObject);
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

/** The subgraph that has a field of the root type which tells facts; undefined where none has. */
function ownerOf(supergraph: DocumentNode, name: string): string | undefined {
  const type = supergraph.definitions.find(
    (item) => item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === 'Query',
  );
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return undefined;
  const field = type.fields?.find((item) => item.name.value === name);
  const graphs = [...(field?.directives ?? []), ...(field ? (type.directives ?? []) : [])].flatMap((directive) => {
    const graph = /^join__(?:field|type)$/.test(directive.name.value) ? argument(directive, 'graph') : undefined;
    return graph?.kind === Kind.ENUM ? [graph.value] : [];
  });
  return graphs[0] === undefined ? undefined : graphNames(supergraph).get(graphs[0]);
}
