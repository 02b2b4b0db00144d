import { asCall } from './asCall.ts';
import { WaslError } from '@wasl/schema/errors.ts';
import { type ConstDirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode } from 'graphql';
import { isJsonObject } from '../core/jsonObject.ts';
import { graphNames } from '../core/graphNames.ts';
import { argument, textOf } from '../core/schemaLinks.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import { authorOf, labelsOf, patientOf, performerOf } from './readRecord.ts';
import type { Acting } from './patientFacts.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';
import type { RecordLabels } from './recordQuestion.ts';

/** A record that is named by its own id. */
export interface RecordReference {
  typeName: string;
  id: string;
}

/** Whose a record is, and what decides on it. */
export interface LocatedRecord {
  patient: string;
  labels: RecordLabels;
  author: string | undefined;
  performer: string | undefined;
}

/** Finds a record by its id, in the caller's name; undefined where there is none that the caller may be told of. @throws WaslError SUBGRAPH_… */
export type LookUpRecord = (acting: Acting, reference: RecordReference) => Promise<LocatedRecord | undefined>;

interface Owner {
  subgraph: string;
  key: string;
  query: string;
  record: RecordType;
}

/**
 * Makes what finds the records that mutations name by their own ids (`@writesRecord(via:)`), each at a subgraph that has it as an entity.
 * @throws WaslError SUPERGRAPH_REFUSED where none does.
 */
export function createRecordLookUp(
  supergraph: DocumentNode,
  records: RecordSchema,
  transport: Transport,
): LookUpRecord {
  const owners = new Map([...records.looked].map((typeName) => [typeName, ownerOf(supergraph, typeName, records)]));
  return async ({ headers, asker, seen }, { typeName, id }) => {
    const owner = owners.get(typeName);
    if (!owner) return undefined;
    const representations = [{ __typename: typeName, [owner.key]: id }];
    const body = JSON.stringify({ query: owner.query, variables: { representations } });
    const { data } = readReply(await transport(owner.subgraph, asCall(body, { headers, asker, seen })));
    const entities = data?.['_entities'];
    const found: unknown = Array.isArray(entities) ? entities[0] : undefined;
    const patient = isJsonObject(found) ? patientOf(found, owner.record) : undefined;
    if (!isJsonObject(found) || patient === undefined) return undefined;
    const { record } = owner;
    const [author, performer] = [authorOf(found, record), performerOf(found, record)];
    return { patient, labels: labelsOf(found, record), author, performer };
  };
}

function ownerOf(supergraph: DocumentNode, typeName: string, records: RecordSchema): Owner {
  const record = records.typeOf(typeName);
  const type = supergraph.definitions.find(
    (item): item is ObjectTypeDefinitionNode =>
      item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === typeName,
  );
  const [first] = record?.subject ?? [];
  const entity = type?.directives?.map(readEntity).find((read) => read && hasField(type, first, read.graph));
  if (!record || !entity)
    throw new WaslError('SUPERGRAPH_REFUSED', {
      reason: `@writesRecord names ${typeName} as via, which no subgraph has as a record of a patient with a key of one field`,
    });
  const { graph, key } = entity;
  const selections = [record.subject, record.author, record.performer, ...labelPaths(record)].flatMap((path) =>
    path ? [textAt(path)] : [],
  );
  const query = `query($representations:[_Any!]!){_entities(representations:$representations){...on ${typeName}{${selections.join(' ')}}}}`;
  return { subgraph: graphNames(supergraph).get(graph) ?? graph, key, query, record };
}

/** A graph that resolves the type by one field. */
function readEntity(directive: ConstDirectiveNode): { graph: string; key: string } | undefined {
  if (directive.name.value !== 'join__type') return undefined;
  const graph = argument(directive, 'graph');
  const resolvable = argument(directive, 'resolvable');
  const key = textOf(argument(directive, 'key'));
  if (graph?.kind !== Kind.ENUM || key === undefined || !/^\w+$/.test(key)) return undefined;
  return resolvable?.kind === Kind.BOOLEAN && !resolvable.value ? undefined : { graph: graph.value, key };
}

/** A field without a graph is one of every graph that has the type. */
function hasField({ fields = [] }: ObjectTypeDefinitionNode, name: string | undefined, graph: string): boolean {
  const field = fields.find((item) => item.name.value === name);
  const owners = (field?.directives ?? []).filter((directive) => directive.name.value === 'join__field');
  if (!field || owners.length === 0) return field !== undefined;
  return owners.some((directive) => {
    const owner = argument(directive, 'graph');
    const external = argument(directive, 'external');
    return owner?.kind === Kind.ENUM && owner.value === graph && external === undefined;
  });
}

function labelPaths({ labels }: RecordType): string[][] {
  return labels ? [[labels.confidentiality], [labels.sensitivities]] : [];
}

function textAt(path: readonly string[]): string {
  return path.reduceRight((below, step) => (below === '' ? step : `${step}{${below}}`), '');
}
