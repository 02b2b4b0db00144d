import { WaslError } from '@wasl/schema/errors.ts';
import type { DocumentNode } from 'graphql';
import type { PatientLife } from '../core/asker.ts';
import { isJsonObject, type JsonObject } from '../core/jsonObject.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import { createFacilityNames, type FacilityNames } from './facilityNames.ts';
import { createHoldersReader, type Holders, type ReadHolders } from './holdersReader.ts';
import type { Acting, ConsentFact, PatientFacts, ReadColleagues, ReadFacts } from './patientFacts.ts';
import { asCall } from './asCall.ts';
import { failureTold } from './failureTold.ts';
import { hasField, queryOwner } from './queryOwner.ts';
import { recordCategories } from './recordQuestion.ts';

const fieldName = 'recordFacts';
const typeName = 'RecordFacts';
const lifeFields = ['birthDate', 'deceasedOn', 'sex'] as const;
const moreFields = [...lifeFields, 'holdsForMs', 'isMistyped'] as const;
const query = (more: string, { variable, field }: { variable: string; field: string }) =>
  `query($healthIds:[ID!]!,$role:String!${variable}){${fieldName}(healthIds:$healthIds,role:$role){healthId ${more}isOwn guardianOf isTreating hasActivePrescription isGlassBroken directives{decision category facilityId role}}${field}}`;
/** What the registry says in place of facts where the caller's own death is recorded. */
const callerIsDead = 'ACCOUNT_HOLDER_DECEASED';
const authorsFieldName = 'authorFacts';
const authorsQuery = `query($practitionerIds:[ID!]!){${authorsFieldName}(practitionerIds:$practitionerIds){practitionerId isOfCallersSpecialty}}`;

/** What reads facts of a supergraph. */
export interface FactsReader {
  /** The subgraph that tells facts. */
  registry: string;
  readFacts: ReadFacts;
  readColleagues: ReadColleagues | undefined;
  /** What people call a facility, where the registry has told. */
  facilityName: FacilityNames['nameOf'];
}

/**
 * Makes the reader of facts about patients: one question to the subgraph that has `Query.recordFacts`, in the name of the caller, and for
 * pharmacists one more to the one that has `Query.prescriptionHolders`; about authors of records to the one that has `Query.authorFacts`.
 * A failure of any is thrown. @throws WaslError SUPERGRAPH_REFUSED where no subgraph has the first.
 */
export function createFactsReader(supergraph: DocumentNode, transport: Transport): FactsReader {
  const registry = queryOwner(supergraph, fieldName);
  if (registry === undefined)
    throw new WaslError('SUPERGRAPH_REFUSED', {
      reason: `it holds records of patients, and no subgraph has Query.${fieldName}, which says who may see them`,
    });
  const authors = queryOwner(supergraph, authorsFieldName);
  const readHolders = createHoldersReader(supergraph, transport);
  // A registry need not know when people were born, nor when what it tells ends.
  const told = moreFields.filter((name) => hasField(supergraph, typeName, name)).map((name) => `${name} `);
  const plainFields = told.join('');
  const fieldsWithIds = ['healthIds ', ...told].join('');
  const names = createFacilityNames(queryOwner(supergraph, 'facility') === registry);
  return {
    registry,
    async readFacts(acting, healthIds) {
      // No other role's work rests on a prescription.
      const holders = acting.role === 'pharmacist' ? readHolders : undefined;
      const { role, facilityId } = acting;
      const question = names.question(facilityId);
      const text = query(holders ? fieldsWithIds : plainFields, question);
      const variables = { healthIds, role, ...(question.variable !== '' && { facilityId }) };
      const telling = askFor(registry, fieldName, text, variables, acting, transport);
      // At once: most people have the one ID by which they are asked about.
      const [data, holding] = await Promise.all([telling, holders?.(acting, healthIds)]);
      names.keep(facilityId, data);
      const items = data[fieldName].filter(isJsonObject);
      const found = new Map(items.map((item) => [String(item['healthId']), readFacts(item)]));
      if (holders && holding) await addHolders(items, found, { holders, holding, asked: healthIds }, acting);
      return found;
    },
    readColleagues:
      authors === undefined
        ? undefined
        : async (acting, practitionerIds) => {
            const facts = await ask(authors, authorsFieldName, authorsQuery, { practitionerIds }, acting, transport);
            const colleagues = facts.filter((item) => item['isOfCallersSpecialty'] === true);
            return new Set(colleagues.map((item) => String(item['practitionerId'])));
          },
    facilityName: names.nameOf,
  };
}

/** The IDs of which the owner of prescriptions was asked, and those that it named. */
interface AskedHolders {
  holders: ReadHolders;
  holding: Holders;
  asked: readonly string[];
}

/**
 * Adds of whom the caller's pharmacy has a prescription to do with; asks once more for IDs of theirs that nobody knew before. IDs that are
 * nobody's were asked about too: how often the pharmacy is asked must not tell whether there is a record.
 */
async function addHolders(
  items: readonly JsonObject[],
  found: ReadonlyMap<string, PatientFacts>,
  { holders, holding, asked }: AskedHolders,
  acting: Acting,
): Promise<void> {
  const known = new Set(asked);
  const open = items.filter((item) => !idsIn(item).some((id) => holding.has(id)));
  const others = new Set(open.flatMap(idsIn).filter((id) => !known.has(id)));
  const more: Holders = others.size > 0 ? await holders(acting, [...others]) : new Map();
  const all = new Map([...holding, ...more]);
  for (const item of items) {
    const facts = found.get(String(item['healthId']));
    const holds = idsIn(item).flatMap((id) => all.get(id) ?? []);
    if (facts && holds.length > 0) hold(facts, Math.max(...holds));
  }
}

/** What is told of a patient holds as long as all of it does. */
function hold(facts: PatientFacts, holdsForMs: number): void {
  facts.hasActivePrescription = true;
  const first = Math.min(facts.holdsForMs ?? Infinity, holdsForMs);
  if (first < Infinity) facts.holdsForMs = first;
}

/** Every ID of the person whom a fact is about. */
function idsIn(item: JsonObject): string[] {
  const ids = item['healthIds'];
  return Array.isArray(ids) ? ids.map(String) : [String(item['healthId'])];
}

/** @throws WaslError as `failureTold` for anything but a list */
async function ask(
  subgraph: string,
  field: string,
  text: string,
  variables: JsonObject,
  acting: Acting,
  transport: Transport,
): Promise<JsonObject[]> {
  return ((await askFor(subgraph, field, text, variables, acting, transport))[field] ?? []).filter(isJsonObject);
}

/** Answers all that came. @throws WaslError ACCOUNT_HOLDER_DECEASED; as `failureTold` where a field is anything but a list */
async function askFor<Field extends string>(
  subgraph: string,
  field: Field,
  text: string,
  variables: JsonObject,
  { headers, asker, seen }: Acting,
  transport: Transport,
): Promise<JsonObject & Record<Field, unknown[]>> {
  const body = JSON.stringify({ query: text, variables });
  const { data, errors } = readReply(await transport(subgraph, asCall(body, { headers, asker, seen })));
  const facts = data?.[field];
  if (errors.some(({ extensions }) => extensions?.['code'] === callerIsDead)) throw new WaslError(callerIsDead);
  if (errors.length > 0 || !Array.isArray(facts)) throw failureTold(errors, subgraph);
  return data as JsonObject & Record<Field, unknown[]>;
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
    ...(typeof item['holdsForMs'] === 'number' && { holdsForMs: item['holdsForMs'] }),
    ...(item['isMistyped'] === true && { isMistyped: true }),
    ...readLife(item),
  };
}

function readLife(item: JsonObject): { life?: PatientLife } {
  const said = lifeFields.filter((name) => typeof item[name] === 'string').map((name) => [name, item[name]] as const);
  return said.length > 0 ? { life: Object.fromEntries(said) } : {};
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
