import {
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { onType, type PlanPathStep } from '../planning/plan.ts';
import type { PatientKey, PatientKeyOf } from './patientKeys.ts';
import { isPatient, type RecordSchema } from './recordDirectives.ts';

/** Selections that a fetch makes on patients whose identity is known only once it is answered. */
export interface PatientPlace {
  /** From the objects that the fetch completes to the patients, by the keys of the fetch. */
  path: readonly PlanPathStep[];
  typeName: string;
  key: PatientKey;
  selections: readonly SelectionNode[];
}

export interface PatientsApart {
  /** What the fetch still asks for: of those patients, their keys and what bears no confidentiality labels. */
  selections: readonly SelectionNode[];
  places: readonly PatientPlace[];
}

export interface ApartOptions {
  subgraph: string;
  /** The type of the objects that the fetch completes; undefined for entities. */
  rootType: string | undefined;
  /** Variables that a separate request could not be given: selections that use one stay in the fetch. */
  bound: ReadonlySet<string>;
  records: RecordSchema;
  types: SupergraphTypes;
  keyOf: PatientKeyOf;
}

const typename: FieldNode = field('__typename');

/** Takes out of a fetch what may bear confidentiality labels, of patients who are known only once it is answered. */
export function patientsApart(selections: readonly SelectionNode[], options: ApartOptions): PatientsApart {
  const { subgraph, rootType, bound, records, types, keyOf } = options;
  const places: PatientPlace[] = [];
  const isOneNamed = rootType !== undefined && namedIn(selections).size < 2;
  return { selections: selections.flatMap(atRoot), places };

  function atRoot(selection: SelectionNode): SelectionNode {
    if (rootType !== undefined) return inside(selection, rootType, [], isOneNamed);
    // Entities: `_entities` with fragments for the types that are asked for.
    if (selection.kind !== Kind.FIELD || !selection.selectionSet) return selection;
    return { ...selection, selectionSet: below(selection.selectionSet, '_Entity', [], true) };
  }

  /** `isKnown` where it is known, before the fetch, of which patient objects of the type are. */
  function below(
    { selections: all, ...set }: SelectionSetNode,
    type: string,
    path: readonly PlanPathStep[],
    isKnown: boolean,
  ): SelectionSetNode {
    const record = records.typeOf(type);
    const key = !isKnown && record && isPatient(record) ? keyOf(subgraph, type) : undefined;
    const isMoved = (selection: SelectionNode) => key !== undefined && mayMove(selection, type, key);
    const moved = all.filter(isMoved);
    const left = all.filter((selection) => !isMoved(selection)).map((item) => inside(item, type, path, isKnown));
    if (!key || moved.length === 0) return { ...set, selections: left };
    places.push({ path, typeName: type, key, selections: moved });
    return { ...set, selections: [typename, field(key.field), ...left] };
  }

  function inside(
    selection: SelectionNode,
    type: string,
    path: readonly PlanPathStep[],
    isKnown: boolean,
  ): FieldNode | InlineFragmentNode {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('Fragments of a plan are inlined.');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const within = condition === undefined || condition === type ? path : [...path, onType(condition)];
      return { ...selection, selectionSet: below(selection.selectionSet, condition ?? type, within, isKnown) };
    }
    const output = types.outputOf(type, selection.name.value);
    if (!selection.selectionSet || output === undefined) return selection;
    const key = (selection.alias ?? selection.name).value;
    const isNamed = isKnown && type === rootType && nameIn(selection, output) !== undefined;
    return {
      ...selection,
      selectionSet: below(selection.selectionSet, output, [...path, { kind: 'key', key }], isNamed),
    };
  }

  /** The patients whom fields of the root type name, each once. */
  function namedIn(all: readonly SelectionNode[]): Set<string> {
    return new Set(
      all.flatMap((item) => {
        if (item.kind === Kind.INLINE_FRAGMENT) return [...namedIn(item.selectionSet.selections)];
        const output = item.kind === Kind.FIELD ? types.outputOf(rootType ?? '', item.name.value) : undefined;
        return item.kind === Kind.FIELD && output !== undefined ? (nameIn(item, output) ?? []) : [];
      }),
    );
  }

  function nameIn({ arguments: given = [] }: FieldNode, output: string): string | undefined {
    const record = records.typeOf(output);
    if (!record || !isPatient(record)) return undefined;
    const named = given.find(({ name }) => name.value === record.subject?.[0]);
    return named && print(named.value);
  }

  function mayMove(selection: SelectionNode, type: string, { external }: PatientKey): boolean {
    if (selection.kind !== Kind.FIELD || external.has(selection.name.value)) return false;
    return bearsLabels(selection, type) && !usesBound(selection);
  }

  /** Whether a field leads to what may bear labels, without another patient between. */
  function bearsLabels({ name, selectionSet }: FieldNode, type: string): boolean {
    const output = types.outputOf(type, name.value);
    if (!selectionSet || output === undefined) return false;
    const members = [output, ...types.membersOf(output)];
    if (members.some((member) => records.partOf(member) || isLabelled(member))) return true;
    const record = records.typeOf(output);
    return !(record && isPatient(record)) && bearsLabelsBelow(selectionSet, output);
  }

  function bearsLabelsBelow({ selections: all }: SelectionSetNode, type: string): boolean {
    return all.some((item) => {
      if (item.kind === Kind.FIELD) return bearsLabels(item, type);
      return (
        item.kind === Kind.INLINE_FRAGMENT &&
        bearsLabelsBelow(item.selectionSet, item.typeCondition?.name.value ?? type)
      );
    });
  }

  function isLabelled(typeName: string): boolean {
    const record = records.typeOf(typeName);
    return record !== undefined && !isPatient(record) && records.labelled.has(record.category);
  }

  function usesBound(selection: SelectionNode): boolean {
    let uses = false;
    visit(selection, { [Kind.VARIABLE]: ({ name }) => void (uses ||= bound.has(name.value)) });
    return uses;
  }
}

function field(name: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
}
