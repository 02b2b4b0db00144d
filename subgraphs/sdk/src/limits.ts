import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';
import { sdkFailure } from './errors.ts';

/** Limits of a subgraph's requests. What is beyond one is refused with a code. */
export interface Limits {
  /** Most requests at a time, those still being received among them. Default 1 000; OVERLOADED beyond, before anything of it is read. */
  inFlight: number;
  /** Most bytes of a request's body. Default 8 000 000; PAYLOAD_TOO_LARGE beyond. */
  bodyBytes: number;
  /** Most lexical tokens of a document. Default 20 000; OPERATION_TOO_LARGE beyond. */
  tokens: number;
  /** Deepest nesting of selections, with fragments inlined. Default 100; OPERATION_TOO_LARGE beyond. */
  depth: number;
  /** Most entities that one request may select by `_entities(representations:)`. Default 10 000; OPERATION_TOO_LARGE beyond. */
  representations: number;
  /** Most selections of a document, with fragments inlined. Default 50 000; OPERATION_TOO_LARGE beyond. */
  selections: number;
  /** Most items of one list. Default 20 000; ANSWER_TOO_LARGE beyond. */
  listItems: number;
  /** Most values of an answer: fields, and items of lists. Default 1 000 000; ANSWER_TOO_LARGE beyond. */
  values: number;
  /** Most bytes of an answer. Default 16 000 000; ANSWER_TOO_LARGE beyond. */
  answerBytes: number;
  /** Most milliseconds for a request that changes nothing; less where the gateway waits less. Default 30 000; DEADLINE_EXCEEDED beyond. */
  timeMs: number;
}

export const defaultLimits: Readonly<Limits> = {
  inFlight: 1000,
  bodyBytes: 8_000_000,
  tokens: 20_000,
  depth: 100,
  representations: 10_000,
  selections: 50_000,
  listItems: 20_000,
  values: 1_000_000,
  answerBytes: 16_000_000,
  timeMs: 30_000,
};

/** How deep and how large a document's operations are, with fragments inlined. */
export interface DocumentSize {
  depth: number;
  /** May be Infinity: fragments that spread one another multiply. */
  selections: number;
}

/** The size of a valid document; each fragment is measured once. */
export function sizeOf(document: DocumentNode): DocumentSize {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const measured = new Map<string, DocumentSize>();

  function ofFragment(name: string): DocumentSize {
    const set = fragments.get(name);
    const size = measured.get(name) ?? (set ? ofSelections(set) : { depth: 0, selections: 0 });
    measured.set(name, size);
    return size;
  }

  function ofSelection(node: SelectionNode): DocumentSize {
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return ofSelections(node.selectionSet);
    const below = node.selectionSet ? ofSelections(node.selectionSet) : { depth: 0, selections: 0 };
    return { depth: below.depth + 1, selections: below.selections + 1 };
  }

  function ofSelections({ selections }: SelectionSetNode): DocumentSize {
    const size = { depth: 0, selections: 0 };
    for (const each of selections.map(ofSelection)) {
      size.depth = Math.max(size.depth, each.depth);
      size.selections += each.selections;
    }
    return size;
  }

  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return ofSelections({
    kind: Kind.SELECTION_SET,
    selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
  });
}

/** @throws SubgraphError OPERATION_TOO_LARGE for a valid document that is too deep or selects too much */
export function refuseLargeDocument(document: DocumentNode, limits: Limits): void {
  const size = sizeOf(document);
  for (const limit of ['depth', 'selections'] as const) {
    if (size[limit] > limits[limit]) throw sdkFailure('OPERATION_TOO_LARGE', { limit, maximum: limits[limit] });
  }
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
