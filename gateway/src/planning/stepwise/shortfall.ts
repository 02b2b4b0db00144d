import { Kind, type SelectionNode } from 'graphql';
import type { Knowledge, Source } from './knowledge.ts';
import { asSource, belowAll, type createReach, sourceId } from './reach.ts';

/** How well a selection can be had: what cannot be had at all, and how many questions the rest takes. */
export interface Shortfall {
  missing: number;
  questions: number;
}

/** Makes the function that looks ahead: what of a selection cannot be had of objects with these sources. */
export function createShortfall(knowledge: Knowledge, reach: ReturnType<typeof createReach>) {
  const known = new Map<string, Shortfall>();
  const ids = new WeakMap<SelectionNode, number>();
  let lastId = 0;

  function idOf(node: SelectionNode): number {
    let id = ids.get(node);
    if (id === undefined) {
      lastId += 1;
      id = lastId;
      ids.set(node, id);
    }
    return id;
  }

  function shortfall(type: string, sources: readonly Source[], selections: readonly SelectionNode[]): Shortfall {
    const id = `${type}|${sources.map(sourceId).join('|')}|${selections.map(idOf).join()}`;
    let result = known.get(id);
    if (!result) {
      result = { missing: 0, questions: 0 };
      // A selection is finite: it never comes back to itself.
      for (const [, nodes] of knowledge.fieldsIn(selections, type)) {
        const [node] = nodes;
        if (!node || node.name.value.startsWith('__')) continue;
        const below = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
        add(result, ofField(type, sources, node.name.value, below));
      }
      known.set(id, result);
    }
    return result;
  }

  function ofField(
    type: string,
    sources: readonly Source[],
    name: string,
    selections: readonly SelectionNode[],
  ): Shortfall {
    const isUnknown = knowledge.joins.types.get(type)?.kind === 'interface';
    let best: Shortfall = { missing: 1 + countFields(selections), questions: isUnknown ? 1 : 0 };
    if (isUnknown && knowledge.namersOf(type).length > 0) best = { missing: 0, questions: 2 };
    for (const { level, entry } of reach(type, sources).waysTo(name)) {
      const answering = entry ? [asSource(entry)] : sources.filter((source) => knowledge.answered(source, name));
      const found = { missing: 0, questions: level };
      for (const [member, below] of belowAll(knowledge, answering, name)) {
        if (selections.length > 0) add(found, shortfall(member, below, selections));
      }
      if (isLess(found, best)) best = found;
    }
    return best;
  }

  return shortfall;
}

/** Whether one is better than another. */
export function isLess(one: Shortfall, other: Shortfall): boolean {
  return one.missing < other.missing || (one.missing === other.missing && one.questions < other.questions);
}

function add(sum: Shortfall, other: Shortfall): void {
  sum.missing += other.missing;
  sum.questions += other.questions;
}

function countFields(selections: readonly SelectionNode[]): number {
  return selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return sum;
    return sum + 1 + countFields(selection.selectionSet?.selections ?? []);
  }, 0);
}
