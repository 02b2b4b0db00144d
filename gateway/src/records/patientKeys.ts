import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind } from 'graphql';
import { parseFieldSet } from '../core/fieldSet.ts';
import { graphNames } from '../core/graphNames.ts';
import { argument, textOf } from '../core/schemaLinks.ts';
import { isPatient, type RecordSchema } from './recordDirectives.ts';

/** How a subgraph can be asked for a patient by the health ID alone. */
export interface PatientKey {
  /** The field that bears the health ID. */
  field: string;
  /** Fields that the subgraph answers only where it brings them itself (`@external`, provided). */
  external: ReadonlySet<string>;
}

/** By the name of a subgraph and of a type, how patients of that type are asked for there; undefined where they cannot be. */
export type PatientKeyOf = (subgraph: string, typeName: string) => PatientKey | undefined;

/** Reads from a supergraph which subgraphs have patients as entities. */
export function readPatientKeys(supergraph: DocumentNode, records: RecordSchema): PatientKeyOf {
  const nameOf = graphNames(supergraph);
  const keys = new Map<string, PatientKey>();
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const typeName = item.name.value;
    const record = records.typeOf(typeName);
    const [field] = record && isPatient(record) ? (record.subject ?? []) : [];
    if (field === undefined) continue;
    for (const join of item.directives ?? []) {
      const graph = join.name.value === 'join__type' && isKey(join, field) ? graphOf(join) : undefined;
      if (graph === undefined) continue;
      const external = new Set(
        (item.fields ?? []).filter((one) => isExternal(one, graph)).map(({ name }) => name.value),
      );
      keys.set(`${nameOf.get(graph) ?? graph} ${typeName}`, { field, external });
    }
  }
  return (subgraph, typeName) => keys.get(`${subgraph} ${typeName}`);
}

/** Whether a subgraph finds entities by this field alone. */
function isKey(join: ConstDirectiveNode, field: string): boolean {
  const key = textOf(argument(join, 'key'));
  const resolvable = argument(join, 'resolvable');
  if (key === undefined || (resolvable?.kind === Kind.BOOLEAN && !resolvable.value)) return false;
  const [only, ...others] = parseFieldSet(key);
  return only?.kind === Kind.FIELD && only.name.value === field && others.length === 0;
}

function isExternal({ directives = [] }: FieldDefinitionNode, graph: string): boolean {
  return directives.some((join) => {
    const external = argument(join, 'external');
    return (
      join.name.value === 'join__field' && graphOf(join) === graph && external?.kind === Kind.BOOLEAN && external.value
    );
  });
}

function graphOf(join: ConstDirectiveNode): string | undefined {
  const graph = argument(join, 'graph');
  return graph?.kind === Kind.ENUM ? graph.value : undefined;
}
