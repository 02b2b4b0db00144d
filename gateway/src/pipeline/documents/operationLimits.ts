import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { fragmentsOf, rootsOf } from '../../core/documentParts.ts';
import { refuseDeepValues } from './valueDepth.ts';

export interface OperationLimits {
  /** Deepest nesting of selections, of lists and objects in a value, and of lists in a type. */
  maxDepth: number;
  /** Most fields that a document selects, with fragments inlined. */
  maxFields: number;
  /** Most of these fields that are objects, which determine the cost of planning. Default 500. */
  maxObjects?: number;
  /** Most of these fields that have an alias. Default 1 000. */
  maxAliases?: number;
  /** Most deferred fragments, with fragments inlined. Default 100. */
  maxDefers?: number;
  /**
   * Most introspection fields, with fragments inlined, aliased objects and lists inside them included: each may return the whole schema.
   * Default 10.
   */
  maxIntrospections?: number;
  /** Most operations in a document, one of which is run. Default 200. */
  maxOperations?: number;
}

const defaults = { maxObjects: 500, maxAliases: 1_000, maxDefers: 100, maxIntrospections: 10, maxOperations: 200 };

/** Counts over selections with fragments inlined, by limit. */
type Counts = Record<(typeof counted)[number], number>;

interface Extent extends Counts {
  depth: number;
}

const counted = ['maxFields', 'maxObjects', 'maxAliases', 'maxDefers', 'maxIntrospections'] as const;
const nothing: Extent = { depth: 0, maxFields: 0, maxObjects: 0, maxAliases: 0, maxDefers: 0, maxIntrospections: 0 };

/**
 * Refuses a document whose operations are too deep or too wide with fragments inlined. Each fragment is measured once, so that fragments
 * which double one another cost no more time than their text. Says whether fragments form a cycle: such a document has no size, and must
 * not be inlined.
 * @throws WaslError OPERATION_TOO_LARGE
 */
export function refuseOversized(document: DocumentNode, given: OperationLimits): { isCircular: boolean } {
  const limits = { ...defaults, ...given };
  const { maxDepth, maxOperations } = limits;
  const fragments = fragmentsOf(document);
  const measured = new Map<string, Extent>();
  const begun = new Set<string>();
  let isCircular = false;

  function measure({ selections }: SelectionSetNode, level: number, isInIntrospection: boolean): Extent {
    if (level > maxDepth) throw new WaslError('OPERATION_TOO_LARGE', { maxDepth });
    const whole = { ...nothing };
    for (const selection of selections) addTo(whole, extentOf(selection, level, isInIntrospection));
    return whole;
  }

  function extentOf(selection: SelectionNode, level: number, isInIntrospection: boolean): Extent {
    if (selection.kind === Kind.FIELD) {
      const isIntrospection = isIntrospectionField(selection);
      const inner = selection.selectionSet
        ? measure(selection.selectionSet, level + 1, isInIntrospection || isIntrospection)
        : nothing;
      const isRepeated = isInIntrospection && selection.alias !== undefined && selection.selectionSet !== undefined;
      return withField(selection, inner, isIntrospection || isRepeated);
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? measure(selection.selectionSet, level + 1, isInIntrospection)
        : fragmentExtent(selection.name.value, level);
    return isDeferred(selection) ? { ...inner, maxDefers: inner.maxDefers + 1 } : inner;
  }

  function fragmentExtent(name: string, level: number): Extent {
    const fragment = fragments.get(name);
    const known = measured.get(name);
    if (known || !fragment) return known ?? nothing;
    if (begun.has(name)) {
      isCircular = true;
      return nothing;
    }
    begun.add(name);
    const extent = measure(fragment.selectionSet, level + 1, fragment.typeCondition.name.value.startsWith('__'));
    measured.set(name, extent);
    return extent;
  }

  const roots = rootsOf(document);
  if (roots.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > maxOperations)
    throw new WaslError('OPERATION_TOO_LARGE', { maxOperations });
  const whole = { ...nothing };
  for (const { selectionSet } of roots) addTo(whole, measure(selectionSet, 1, false));
  // Fragments that no root reaches form a cycle.
  for (const name of fragments.keys()) fragmentExtent(name, 0);
  if (whole.depth > maxDepth) throw new WaslError('OPERATION_TOO_LARGE', { maxDepth });
  for (const limit of counted)
    if (whole[limit] > limits[limit]) throw new WaslError('OPERATION_TOO_LARGE', { [limit]: limits[limit] });
  refuseDeepValues(document, maxDepth);
  return { isCircular };
}

function addTo(whole: Extent, part: Extent): void {
  whole.depth = Math.max(whole.depth, part.depth);
  for (const limit of counted) whole[limit] = Math.min(whole[limit] + part[limit], Number.MAX_SAFE_INTEGER);
}

/** The extent of a field, from that of its selections. */
function withField({ alias, selectionSet }: FieldNode, inner: Extent, isIntrospection: boolean): Extent {
  return {
    depth: inner.depth + 1,
    maxFields: inner.maxFields + 1,
    maxObjects: inner.maxObjects + (selectionSet ? 1 : 0),
    maxAliases: inner.maxAliases + (alias ? 1 : 0),
    maxIntrospections: inner.maxIntrospections + (isIntrospection ? 1 : 0),
    maxDefers: inner.maxDefers,
  };
}

function isIntrospectionField({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

function isDeferred({ directives }: SelectionNode): boolean {
  return directives?.some(({ name }) => name.value === 'defer') ?? false;
}
