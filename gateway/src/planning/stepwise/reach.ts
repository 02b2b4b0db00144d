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

/** What is found out about an object; it may grow while others do. */
interface Growing extends Reach {
  /** Looks one question further. Answers whether anything was found. */
  grow(): boolean;
  /** How many questions reading a selection takes; undefined when it cannot be read. */
  levelOf(selections: readonly SelectionNode[]): number | undefined;
}

/**
 * Makes the function that tells what can be had of an object of a type; what it found is kept. Objects may need one another, and
 * objects of their own type: all of them grow until none does.
 */
export function createReach(knowledge: Knowledge): (type: string, sources: readonly Source[]) => Reach {
  const known = new Map<string, Growing>();
  const unsettled = new Set<Growing>();
  let depth = 0;

  function reach(type: string, sources: readonly Source[]): Growing {
    const id = [type, ...new Set(sources.map(sourceId))].join('|');
    const found = known.get(id);
    if (found) return found;
    const growing = explore(type, sources);
    known.set(id, growing);
    unsettled.add(growing);
    depth += 1;
    while (growing.grow());
    if (depth === 1) settle();
    depth -= 1;
    return growing;
  }

  function settle(): void {
    while ([...unsettled].some((growing) => growing.grow()));
    unsettled.clear();
  }

  function explore(type: string, sources: readonly Source[]): Growing {
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

    function levelOf(selections: readonly SelectionNode[]): number | undefined {
      return highest(selections, (selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return undefined;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const condition = selection.typeCondition?.name.value ?? type;
          if (knowledge.applies(condition, type)) return levelOf(selection.selectionSet.selections);
          return knowledge.joins.types.get(type)?.kind === 'object' ? 0 : undefined;
        }
        const name = selection.name.value;
        if (name === '__typename') return 0;
        const [way] = waysTo(name);
        if (!way || !selection.selectionSet) return way?.level;
        const below = levelBelow(way, name, selection.selectionSet.selections);
        return below === undefined ? undefined : way.level + below;
      });
    }

    function levelBelow(way: Way, name: string, selections: readonly SelectionNode[]): number | undefined {
      const answering = way.entry
        ? [asSource(way.entry)]
        : sources.filter((source) => knowledge.answered(source, name));
      const members = [...belowAll(knowledge, answering, name)];
      return highest(members, ([member, below]) => reach(member, below).levelOf(selections));
    }

    function grow(): boolean {
      const found = [...open].flatMap((entry): Entered[] => {
        const required = new Map<string, number>();
        if (knowledge.isRoot(entry.type)) return [{ entry, key: undefined, level: 1, required }];
        const [nearest] = entry.keys
          .map((key) => ({ key, level: levelOf(key.selections) }))
          .filter((item): item is { key: SelectionSetNode; level: number } => item.level !== undefined)
          .sort((a, b) => a.level - b.level);
        return nearest ? [{ entry, key: nearest.key, level: nearest.level + 1, required }] : [];
      });
      const fulfilled = entered.flatMap(({ entry, level, required }) =>
        requirementsAt(entry)
          .filter(([name]) => !required.has(name))
          .map(([name, { selections }]) => ({ required, name, level, needed: levelOf(selections) })),
      );
      for (const { entry } of found) open.delete(entry);
      entered.push(...found);
      let isGrown = found.length > 0;
      for (const { required, name, level, needed } of fulfilled) {
        if (needed === undefined) continue;
        required.set(name, Math.max(level, needed) + 1);
        isGrown = true;
      }
      return isGrown;
    }

    return { waysTo, canRead: (selections) => levelOf(selections) !== undefined, levelOf, grow };
  }

  function requirementsAt({ graph, type }: Entry): [string, SelectionSetNode][] {
    return [...(knowledge.joins.types.get(type)?.fields.keys() ?? [])].flatMap((name) => {
      const requires = knowledge.fieldAt(graph, type, name)?.requires;
      return requires ? [[name, requires] as [string, SelectionSetNode]] : [];
    });
  }

  return reach;
}

/** The highest of the levels of items; undefined when one has none. */
function highest<T>(items: readonly T[], levelOf: (item: T) => number | undefined): number | undefined {
  let most = 0;
  for (const item of items) {
    const level = levelOf(item);
    if (level === undefined) return undefined;
    most = Math.max(most, level);
  }
  return most;
}

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
