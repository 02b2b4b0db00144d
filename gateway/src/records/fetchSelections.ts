import {
  type ArgumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { type JsonObject, readerOf } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { isPatient, mayBeRecord, type RecordPart, type RecordSchema, type RecordType } from './recordDirectives.ts';

/** A field that a fetch selects. */
export interface SelectedField {
  /** Its key in what the subgraph answers. */
  key: string;
  /** Reads its value from an object of the answer. */
  read(object: JsonObject): unknown;
  name: string;
  /** The type that it is selected on; it stands in objects to which that applies. */
  on: string;
  /** The named type that it answers with. */
  output: string;
  /** What the supergraph says of that type as a record, or as a part of one. */
  record: RecordType | undefined;
  part: RecordPart | undefined;
  /** Whether it leads to values that are judged by themselves: it answers with them, or something below it does. */
  holdsRecords: boolean;
  /** Whether anything below it is judged by itself; that a record names its patient is not. */
  isJudgedBelow: boolean;
  /** The one kind of records that it leads to; undefined where that is patients, several kinds or none. */
  kind: RecordType | undefined;
  arguments: readonly ArgumentNode[];
  below: readonly SelectedField[];
  /** The field alone, always the same list: what follows from it is kept by it. */
  alone: readonly SelectedField[];
}

const rootTypeNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** What a fetch selects of the objects that it completes: of entities, or of a root type. */
export function readSelections(
  query: string,
  isEntities: boolean,
  records: RecordSchema,
  types: SupergraphTypes,
): readonly SelectedField[] {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of definitions) if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const rootType = rootTypeNames[operation.operation];
  if (!isEntities) return select(operation.selectionSet, rootType);
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.selectionSet ? select(selection.selectionSet, '_Entity') : [],
  );

  function select({ selections }: SelectionSetNode, on: string): SelectedField[] {
    return selections.flatMap((selection): SelectedField[] => {
      switch (selection.kind) {
        case Kind.FIELD: {
          const output = types.outputOf(on, selection.name.value) ?? '';
          const key = (selection.alias ?? selection.name).value;
          const [record, part] = [records.typeOf(output), records.partOf(output)];
          const below = selection.selectionSet ? select(selection.selectionSet, output) : [];
          const isHeld = record !== undefined || part !== undefined || mayBeRecord(output, records, types);
          const field: SelectedField = {
            key,
            read: readerOf(key),
            name: selection.name.value,
            on,
            output,
            record,
            part,
            holdsRecords: isHeld || below.some((inner) => inner.holdsRecords),
            isJudgedBelow: below.some((inner) => inner.holdsRecords && !namesPatient(inner)),
            kind: onlyKind(output, below, records, types),
            arguments: selection.arguments ?? [],
            below,
            alone: [],
          };
          field.alone = [field];
          return [field];
        }
        case Kind.INLINE_FRAGMENT:
          return select(selection.selectionSet, selection.typeCondition?.name.value ?? on);
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          return fragment ? select(fragment.selectionSet, fragment.typeCondition.name.value) : [];
        }
      }
    });
  }
}

/** Whether a field selects of a patient only by what the patient is known. */
function namesPatient({ record, below }: SelectedField): boolean {
  if (!record || !isPatient(record)) return false;
  return below.every(({ name }) => name === '__typename' || record.keys.has(name));
}

function onlyKind(
  output: string,
  below: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): RecordType | undefined {
  const own = records.typeOf(output);
  if (own) return isPatient(own) ? undefined : own;
  const members = [...types.membersOf(output)].filter((name) => name !== output);
  const kinds =
    members.length > 0
      ? members.map((name) => records.typeOf(name))
      : below.filter((inner) => inner.holdsRecords).map((inner) => inner.kind);
  const [first] = kinds;
  return first && kinds.every((kind) => kind && !isPatient(kind) && kind.category === first.category)
    ? first
    : undefined;
}

/** The same fields by other keys, where these have some. */
export function renamedFields(
  fields: readonly SelectedField[],
  renamed: ReadonlyMap<string, string>,
): readonly SelectedField[] {
  if (renamed.size === 0) return fields;
  return fields.map((field) => {
    const key = renamed.get(field.key) ?? field.key;
    const copy = { ...field, key, read: readerOf(key), below: renamedFields(field.below, renamed) };
    return { ...copy, alone: [copy] };
  });
}
