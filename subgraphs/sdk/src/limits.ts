import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode, type ValueNode, visit } from 'graphql';
import { sdkFailure } from './errors.ts';

/** Limits of one request to a subgraph. A larger one is refused with a code before it runs. */
export interface Limits {
  /** Most bytes of a request's body. Default 8 000 000; PAYLOAD_TOO_LARGE beyond. */
  bodyBytes: number;
  /** Most lexical tokens of a document. Default 20 000; OPERATION_TOO_LARGE beyond. */
  tokens: number;
  /** Deepest nesting of selections, with fragments inlined. Default 100; OPERATION_TOO_LARGE beyond. */
  depth: number;
  /** Most entities that one request may select by `_entities(representations:)`. Default 10 000; OPERATION_TOO_LARGE beyond. */
  representations: number;
}

export const defaultLimits: Readonly<Limits> = {
  bodyBytes: 8_000_000,
  tokens: 20_000,
  depth: 100,
  representations: 10_000,
};

/** The depth of a valid document's deepest selection; each fragment is measured once. */
export function depthOf(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const measured = new Map<string, number>();

  function ofFragment(name: string): number {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const set = fragments.get(name);
    const depth = set ? ofSelections(set) : 0;
    measured.set(name, depth);
    return depth;
  }

  function ofSelections({ selections }: SelectionSetNode): number {
    let deepest = 0;
    for (const node of selections) {
      const depth =
        node.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(node.name.value)
          : node.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(node.selectionSet)
            : 1 + (node.selectionSet ? ofSelections(node.selectionSet) : 0);
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  return Math.max(
    0,
    ...document.definitions.map((node) =>
      node.kind === Kind.OPERATION_DEFINITION ? ofSelections(node.selectionSet) : 0,
    ),
  );
}

/** The representations of an `_entities` field: a variable's name, or the number of literal ones. */
export type Representations = { variable: string } | { count: number };

/** The representations of all `_entities` fields in a document. */
export function representationsOf(document: DocumentNode): Representations[] {
  const found: Representations[] = [];
  visit(document, {
    Field(node: FieldNode) {
      if (node.name.value !== '_entities') return;
      const value = node.arguments?.find(({ name }) => name.value === 'representations')?.value;
      if (value) found.push(countIn(value));
    },
  });
  return found;
}

/** @throws SubgraphError OPERATION_TOO_LARGE when there are more than `most` in total */
export function refuseLargeBatch(
  asked: readonly Representations[],
  variables: Readonly<Record<string, unknown>> | undefined,
  most: number,
): void {
  let total = 0;
  for (const each of asked) {
    const value = 'variable' in each ? variables?.[each.variable] : undefined;
    total += 'count' in each ? each.count : Array.isArray(value) ? value.length : 0;
  }
  if (total > most) throw sdkFailure('OPERATION_TOO_LARGE', { limit: 'representations', maximum: most });
}

function countIn(value: ValueNode): Representations {
  if (value.kind === Kind.VARIABLE) return { variable: value.name.value };
  return { count: value.kind === Kind.LIST ? value.values.length : 1 };
}
