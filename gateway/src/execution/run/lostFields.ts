import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { type JsonObject, ownValue } from '../../core/jsonObject.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import type { LocatedTarget, ResponsePath } from './collectTargets.ts';
import type { Run } from './run.ts';

/** A field that a fetch selects of the objects that it is about, by its key in the subgraph's answer. */
interface DirectField {
  key: string;
  /** Types that the object must be of. */
  conditions: readonly string[];
  directives: readonly DirectiveNode[];
}

const known = new WeakMap<CompiledFetch, readonly DirectField[]>();

/**
 * The client's paths of fields that an object lacks because a fetch about it failed. Fields that only the plan asks for are left out, and
 * those that are there from elsewhere.
 */
export function lostFields(
  fetch: CompiledFetch,
  { path, ancestry: [object] }: LocatedTarget,
  run: Run,
): ResponsePath[] {
  if (!object) return [];
  return keysOf(fetch, object, run).flatMap((key) => {
    if (ownValue(object, key) !== undefined) return [];
    const place = [...path, key];
    const asked = run.paths.clientPath(place);
    const isWhole = asked?.length === place.length && run.paths.isAsked(place, run.data);
    return isWhole ? [asked] : [];
  });
}

/** The keys under which an object would have got the fields of a fetch. */
function keysOf(fetch: CompiledFetch, object: JsonObject, { types, variables }: Run): string[] {
  const typeName = object['__typename'];
  const applies = (condition: string) => typeof typeName !== 'string' || types.applies(condition, typeName);
  const keys = directFields(fetch)
    .filter(({ conditions }) => conditions.every(applies))
    .filter(({ directives }) => directives.every((directive) => isMet(directive, variables)))
    .map(({ key }) => fetch.renamed.get(key) ?? key);
  return [...new Set(keys)].filter((key) => key !== '__typename');
}

/** Read only once a fetch has failed, and kept for the next time. */
function directFields(fetch: CompiledFetch): readonly DirectField[] {
  let fields = known.get(fetch);
  if (!fields) known.set(fetch, (fields = readDirectFields(fetch)));
  return fields;
}

function readDirectFields({ query }: CompiledFetch): readonly DirectField[] {
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
): DirectField[] {
  return selections.flatMap((selection): DirectField[] => {
    const all = [...directives, ...(selection.directives ?? [])];
    if (selection.kind === Kind.FIELD)
      return [{ key: (selection.alias ?? selection.name).value, conditions, directives: all }];
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
