import { Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Entry, Knowledge, Source } from './knowledge.ts';

/** How a field of an object can be had: of those who answer the object already, or of one who is asked for it. */
export interface Way {
  /** How many questions come before. */
  level: number;
  entry: Entry | undefined;
  key: SelectionSetNode | undefined;
  requires: SelectionSetNode | undefined;
}

/** What can be had of an object, given who answers it. */
export interface Reach {
  /** The ways to a field, those with the fewest questions first. */
  waysTo(name: string): Way[];
  canRead(selections: readonly SelectionNode[]): boolean;
}

interface Entered {
  entry: Entry;
  key: SelectionSetNode | undefined;
  level: number;
  /** Fields whose requirements can be had, and after how many questions. */
  required: Map<string, number>;
}

/** Makes the function that tells what can be had of an object of a type; what it found is kept. */
export function createReach(knowledge: Knowledge): (type: string, sources: readonly Source[]) => Reach {
  const known = new Map<string, Reach>();
  const underWay = new Set<string>();
  let wasCut = false;

  function reach(type: string, sources: readonly Source[]): Reach {
    const id = [type, ...new Set(sources.map(sourceId))].join('|');
    const found = known.get(id);
    if (found) return found;
    // Whoever needs itself cannot be had this way; what depends on that is not kept, for it may be had another way.
    if (underWay.has(id)) {
      wasCut = true;
      return nothing;
    }
    underWay.add(id);
    const before = wasCut;
    wasCut = false;
    const result = explore(type, sources);
    if (!wasCut) known.set(id, result);
    wasCut ||= before;
    underWay.delete(id);
    return result;
  }

  function explore(type: string, sources: readonly Source[]): Reach {
    const entered: Entered[] = [];
    const open = new Set(knowledge.entriesOf(type));

    function waysTo(name: string): Way[] {
      const ways: Way[] = [];
      if (sources.some((source) => knowledge.answered(source, name))) {
        ways.push({ level: 0, entry: undefined, key: undefined, requires: undefined });
      }
      for (const { entry, key, level, required } of entered) {
        const field = knowledge.fieldAt(entry.graph, entry.type, name);
        if (!field || field.isExternal) continue;
        const own = field.requires ? required.get(name) : level;
        if (own !== undefined) ways.push({ level: own, entry, key, requires: field.requires });
      }
      return ways.sort((a, b) => a.level - b.level);
    }

    function canRead(selections: readonly SelectionNode[]): boolean {
      return selections.every((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const condition = selection.typeCondition?.name.value ?? type;
          if (knowledge.applies(condition, type)) return canRead(selection.selectionSet.selections);
          return knowledge.joins.types.get(type)?.kind === 'object';
        }
        const name = selection.name.value;
        if (name === '__typename') return true;
        const [way] = waysTo(name);
        if (!way) return false;
        return !selection.selectionSet || canReadBelow(way, name, selection.selectionSet.selections);
      });
    }

    function canReadBelow(way: Way, name: string, selections: readonly SelectionNode[]): boolean {
      const answering = way.entry
        ? [asSource(way.entry)]
        : sources.filter((source) => knowledge.answered(source, name));
      return [...belowAll(knowledge, answering, name)].every(([member, below]) =>
        reach(member, below).canRead(selections),
      );
    }

    for (let level = 1; ; level += 1) {
      const found = [...open].flatMap((entry) => {
        const key = entry.keys.find(({ selections }) => canRead(selections));
        return key || knowledge.isRoot(entry.type) ? [{ entry, key, level, required: new Map<string, number>() }] : [];
      });
      const fulfilled = entered.flatMap(({ entry, level: own, required }) =>
        requirementsAt(entry)
          .filter(([name, { selections }]) => !required.has(name) && canRead(selections))
          .map(
            ([name]) =>
              () =>
                required.set(name, Math.max(level, own + 1)),
          ),
      );
      if (found.length === 0 && fulfilled.length === 0) break;
      for (const fulfil of fulfilled) fulfil();
      for (const item of found) open.delete(item.entry);
      entered.push(...found);
    }
    return { waysTo, canRead };
  }

  function requirementsAt({ graph, type }: Entry): [string, SelectionSetNode][] {
    return [...(knowledge.joins.types.get(type)?.fields.keys() ?? [])].flatMap((name) => {
      const requires = knowledge.fieldAt(graph, type, name)?.requires;
      return requires ? [[name, requires] as [string, SelectionSetNode]] : [];
    });
  }

  return reach;
}

const nothing: Reach = { waysTo: () => [], canRead: (selections) => selections.length === 0 };

/** An entity as the subgraph answers it that is asked for it. */
export function asSource({ graph, type }: Entry): Source {
  return { graph, type, provided: [] };
}

/** The objects below a field that several subgraphs answer, by type. */
export function belowAll(knowledge: Knowledge, sources: readonly Source[], name: string): Map<string, Source[]> {
  const members = new Map<string, Source[]>();
  for (const source of sources) {
    const field = knowledge.fieldAt(source.graph, source.type, name);
    if (!field) continue;
    for (const below of knowledge.below(source, name, field)) {
      const known = members.get(below.type);
      if (known) known.push(below);
      else members.set(below.type, [below]);
    }
  }
  return members;
}

const printed = new WeakMap<readonly SelectionNode[], string>();

/** Tells sources apart. */
export function sourceId({ graph, type, provided }: Source): string {
  let text = printed.get(provided);
  if (text === undefined) {
    text = provided.map(print).join(' ');
    printed.set(provided, text);
  }
  return `${graph}:${type}:${text}`;
}
