import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { isJsonObject, type JsonObject, ownValue } from '../../core/jsonObject.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import type { LocatedTarget, ResponsePath } from './collectTargets.ts';
import type { Run } from './run.ts';

/** A field that a fetch selects of an object, by its key in the subgraph's answer. */
interface SelectedField {
  key: string;
  /** Types that the object must be of. */
  conditions: readonly string[];
  directives: readonly DirectiveNode[];
  /** What it selects of its value. */
  below: readonly SelectedField[];
}

const known = new WeakMap<CompiledFetch, readonly SelectedField[]>();

/**
 * The client's paths of fields that an object lacks because a fetch about it failed. Fields that only the plan asks for are left out. Of an
 * object that is there from elsewhere, such as a value that two subgraphs fill, those are told of that it lacks itself.
 */
export function lostFields(
  fetch: CompiledFetch,
  { path, ancestry: [object] }: LocatedTarget,
  run: Run,
): ResponsePath[] {
  return object ? lostAmong(directFields(fetch), object, path, fetch, run) : [];
}

function lostAmong(
  selected: readonly SelectedField[],
  object: JsonObject,
  path: ResponsePath,
  fetch: CompiledFetch,
  run: Run,
): ResponsePath[] {
  const fields = fieldsOf(selected, object, run);
  const keys = new Set(fields.map(({ key }) => fetch.renamed.get(key) ?? key));
  return [...keys].flatMap((key) => {
    const fieldPath = [...path, key];
    const value = ownValue(object, key);
    if (isJsonObject(value)) {
      const alike = fields.filter((field) => (fetch.renamed.get(field.key) ?? field.key) === key);
      return lostAmong(
        alike.flatMap(({ below }) => below),
        value,
        fieldPath,
        fetch,
        run,
      );
    }
    if (value !== undefined) return [];
    const asked = run.paths.clientPath(fieldPath);
    const isWhole = asked?.length === fieldPath.length && run.paths.isAsked(fieldPath, run.data);
    return isWhole ? [asked] : [];
  });
}

/** Those of selected fields that an object would have got. */
function fieldsOf(
  selected: readonly SelectedField[],
  object: JsonObject,
  { types, variables }: Run,
): readonly SelectedField[] {
  const typeName = object['__typename'];
  const applies = (condition: string) => typeof typeName !== 'string' || types.applies(condition, typeName);
  return selected
    .filter(({ key }) => key !== '__typename')
    .filter(({ conditions }) => conditions.every(applies))
    .filter(({ directives }) => directives.every((directive) => isMet(directive, variables)));
}

/** Read only once a fetch has failed, and kept for the next time. */
function directFields(fetch: CompiledFetch): readonly SelectedField[] {
  let fields = known.get(fetch);
  if (!fields) known.set(fetch, (fields = readDirectFields(fetch)));
  return fields;
}

function readDirectFields({ query }: CompiledFetch): readonly SelectedField[] {
  const document = parse(query, { noLocation: true });
  const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
  if (!operation || !('selectionSet' in operation)) return [];
  const [first] = operation.selectionSet.selections;
  const isOfEntities = first?.kind === Kind.FIELD && first.name.value === '_entities';
  const selected = isOfEntities ? first.selectionSet : operation.selectionSet;
  return selected ? fieldsIn(selected, document, [], []) : [];
}

function fieldsIn(
  { selections }: SelectionSetNode,
  document: DocumentNode,
  conditions: readonly string[],
  directives: readonly DirectiveNode[],
): SelectedField[] {
  return selections.flatMap((selection): SelectedField[] => {
    const all = [...directives, ...(selection.directives ?? [])];
    if (selection.kind === Kind.FIELD) {
      const below = selection.selectionSet ? fieldsIn(selection.selectionSet, document, [], []) : [];
      return [{ key: (selection.alias ?? selection.name).value, conditions, directives: all, below }];
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(selection.name.value, document);
    if (!fragment) return [];
    const condition = fragment.typeCondition?.name.value;
    const narrowed = condition === undefined ? conditions : [...conditions, condition];
    return fieldsIn(fragment.selectionSet, document, narrowed, all);
  });
}

function fragmentOf(name: string, { definitions }: DocumentNode): FragmentDefinitionNode | undefined {
  return definitions.find(
    (item): item is FragmentDefinitionNode => item.kind === Kind.FRAGMENT_DEFINITION && item.name.value === name,
  );
}

function isMet({ name, arguments: given }: DirectiveNode, variables: JsonObject): boolean {
  if (name.value !== 'skip' && name.value !== 'include') return true;
  const value = given?.find((argument) => argument.name.value === 'if')?.value;
  const isTrue =
    value?.kind === Kind.VARIABLE
      ? ownValue(variables, value.name.value) === true
      : value?.kind === Kind.BOOLEAN && value.value;
  return isTrue === (name.value === 'include');
}
