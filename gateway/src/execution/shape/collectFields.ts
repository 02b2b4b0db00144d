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

/** What is the same for every selection of one operation with one set of conditions. */
export interface Selecting {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  conditions: Conditions;
  /** Leave out what `@defer` puts off. */
  isDeferring: boolean;
}

/**
 * The fields that selections take of an object, by response key in the order of the answer, fragments laid out: the
 * specification's CollectFields. `applies` tells whether a fragment's type condition is met.
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
      if (!told(isAskedFor, selection)) continue;
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
    // The same fragment may stand beside it without being put off.
    if (isMet && told(isPutOff, selection) && isDeferring) return;
    if (isSpread) visited.add(selection.name.value);
    if (isMet && fragment) collect(fragment.selectionSet);
  }

  function told(ask: typeof isAskedFor, { directives }: SelectionNode): boolean {
    const answer = ask(directives, conditions);
    if (answer === null) throw nullCondition(directives, conditions);
    return answer;
  }

  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}
