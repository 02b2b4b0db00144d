import { type FieldNode, Kind, type SelectionNode } from 'graphql';
import { type Answer, createPlace, type Drafts, fieldsOf, on, type Place } from './drafts.ts';
import type { Entry, Knowledge } from './knowledge.ts';
import type { createReach, Way } from './reach.ts';

type Selections = readonly SelectionNode[];

/** What drafting offers to those who fill one kind of place. */
export interface Drafting {
  knowledge: Knowledge;
  reach: ReturnType<typeof createReach>;
  fill(place: Place, wanted: Selections): Drafts | undefined;
  bring(place: Place, key: string, nodes: readonly FieldNode[], isForInput: boolean): Drafts | undefined;
  ask(place: Place, way: Way & { entry: Entry }): Answer | undefined;
  waysTo(place: Place, name: string): readonly Way[];
  answersIn(answer: Answer, name: string): boolean;
}

/**
 * Makes what brings a selection of an interface’s objects whose type nobody has told: it is asked for only where something depends
 * on it. Undefined when something cannot be had.
 */
export function createFillUnnamed(drafting: Drafting): (place: Place, wanted: Selections) => Drafts | undefined {
  const { knowledge, reach, fill, bring, ask, waysTo, answersIn } = drafting;
  return fillUnnamed;

  function fillUnnamed(place: Place, wanted: Selections): Drafts | undefined {
    const fields = knowledge.fieldsIn(wanted, place.type);
    const conditional = fragmentsOnOthers(wanted, place.type);
    const isNamed = conditional.length > 0 || [...fields].some(([key, nodes]) => mustBeNamed(place, key, nodes));
    const brought: Drafts = new Set();
    const rest: SelectionNode[] = [...conditional];
    for (const [key, nodes] of fields) {
      const isHere = place.answers.some((answer) => answersIn(answer, nodes[0]?.name.value ?? ''));
      const found = isHere || !isNamed ? bring(place, key, nodes, false) : undefined;
      if (found) for (const draft of found) brought.add(draft);
      else rest.push(...nodes);
    }
    if (rest.length === 0) return brought;
    for (const named of nameObjects(place)) {
      const found = fill(named, rest);
      if (!found) return undefined;
      for (const draft of found) brought.add(draft);
    }
    return (place.named?.length ?? 0) > 0 ? brought : undefined;
  }

  function mustBeNamed(place: Place, key: string, nodes: readonly FieldNode[]): boolean {
    const name = nodes[0]?.name.value ?? '';
    const isHere = place.answers.some((answer) => answersIn(answer, name));
    return key === '__typename' || (!isHere && waysTo(place, name).length === 0);
  }

  /** The same objects by their types, which a subgraph is asked for that knows all implementations. */
  function nameObjects(place: Place): Place[] {
    if (place.named) return place.named;
    place.named = [];
    const sources = place.answers.map(({ source }) => source);
    for (const entry of knowledge.namersOf(place.type)) {
      const key = entry.keys.find(({ selections: fields }) => reach(place.type, sources).canRead(fields));
      const answer = key && ask(place, { level: 1, entry, key, requires: undefined });
      if (!answer) continue;
      const { selected, draft } = answer;
      selected.asksTypename = true;
      selected.members.clear();
      for (const type of knowledge.possible(entry.graph, entry.type)) {
        const named = createPlace([...place.path, on(type)], type, draft, place);
        const source = { graph: entry.graph, type, provided: [] };
        named.answers.push({ source, draft, selected, fields: fieldsOf(selected, type), requires: undefined });
        place.named.push(named);
      }
      break;
    }
    return place.named;
  }

  function fragmentsOnOthers(wanted: Selections, type: string): SelectionNode[] {
    return wanted.flatMap((selection) => {
      if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
      const applies = knowledge.applies(selection.typeCondition?.name.value ?? type, type);
      return applies ? fragmentsOnOthers(selection.selectionSet.selections, type) : [selection];
    });
  }
}
