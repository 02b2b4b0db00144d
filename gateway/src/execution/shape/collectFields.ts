import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Conditions, isAskedFor, isPutOff, nullCondition } from '../conditions.ts';

/** What all selections of one operation under one set of conditions share. */
export interface Selecting {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  conditions: Conditions;
  /** Leave out deferred fragments. */
  isDeferring: boolean;
}

/**
 * The fields selected on an object, by response key in answer order, with fragments inlined: the specification's CollectFields. `applies`
 * says whether a fragment's type condition applies.
 * @throws GraphQLError where a condition is null
 */
export function collectFields(
  selectionSets: readonly SelectionSetNode[],
  { fragments, conditions, isDeferring }: Selecting,
  applies: (typeCondition: string) => boolean,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();

  function collect(selectionSet: SelectionSetNode): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD && visited.has(selection.name.value)) continue;
      if (!isTrue(isAskedFor, selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
      } else collectFragment(selection);
    }
  }

  function collectFragment(selection: InlineFragmentNode | FragmentSpreadNode): void {
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    const fragment = isSpread ? fragments.get(selection.name.value) : selection;
    const condition = fragment?.typeCondition?.name.value;
    const isMet = condition === undefined || applies(condition);
    // The same fragment may also be spread here without `@defer`, so it does not count as visited.
    if (isMet && isTrue(isPutOff, selection) && isDeferring) return;
    if (isSpread) visited.add(selection.name.value);
    if (isMet && fragment) collect(fragment.selectionSet);
  }

  function isTrue(ask: typeof isAskedFor, { directives }: SelectionNode): boolean {
    const answer = ask(directives, conditions);
    if (answer === null) throw nullCondition(directives, conditions);
    return answer;
  }

  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}
