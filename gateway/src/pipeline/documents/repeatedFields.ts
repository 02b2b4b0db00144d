import { WaslError } from '@wasl/schema/errors.ts';
import { type ASTNode, type DocumentNode, type FieldNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { fragmentsOf, rootsOf } from '../../core/documentParts.ts';

/** Most pairs in a document. A pair costs validation about half a microsecond. */
const mostPairs = 100_000;

/** Most names under which one object may give one field without arguments: each holds the same value. */
const mostNames = 100;

/** Most directives in one place. Two or three have a meaning; validation answers each wrong one with an error. */
const mostDirectives = 5;

/**
 * Refuses a document that selects one response key too often at one place: validation compares every pair of such selections, and every
 * pair of fragments spread at one place; or one that asks for one value under many names, or has many directives at one place. The document must be within the size limits, and its fragments must not form a cycle.
 * @throws WaslError OPERATION_TOO_LARGE
 */
export function refuseRepeated(document: DocumentNode): void {
  const fragments = fragmentsOf(document);
  let pairs = 0;
  visit(document, { enter: refuseManyDirectives });

  function countPairs(selected: number): void {
    pairs += (selected * (selected - 1)) / 2;
    if (pairs > mostPairs) throw new WaslError('OPERATION_TOO_LARGE', { maxFieldPairs: mostPairs });
  }

  /** Counts the pairs among all selections on one object. */
  function count(selectionSets: readonly SelectionSetNode[], isMutation = false): void {
    const fields = new Map<string, { selected: number; inner: SelectionSetNode[] }>();
    const names = new Map<string, Set<string>>();
    const spread = new Set<string>();
    let spreads = 0;

    function collect({ selections }: SelectionSetNode): void {
      for (const selection of selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
        else if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          if (!isMutation && !selection.arguments?.length) countNames(selection, key, names);
          const field = fields.get(key) ?? { selected: 0, inner: [] };
          field.selected += 1;
          if (selection.selectionSet) field.inner.push(selection.selectionSet);
          fields.set(key, field);
        } else {
          spreads += 1;
          const fragment = fragments.get(selection.name.value);
          if (!fragment || spread.has(selection.name.value)) continue;
          spread.add(selection.name.value);
          collect(fragment.selectionSet);
        }
      }
    }

    for (const selectionSet of selectionSets) collect(selectionSet);
    countPairs(spreads);
    for (const { selected } of fields.values()) countPairs(selected);
    for (const { inner } of fields.values()) if (inner.length > 0) count(inner);
  }

  // A mutation's field is not one value: each name is another act.
  for (const root of rootsOf(document))
    count([root.selectionSet], root.kind === Kind.OPERATION_DEFINITION && root.operation === 'mutation');
}

function countNames({ name }: FieldNode, key: string, names: Map<string, Set<string>>): void {
  const known = names.get(name.value) ?? new Set();
  names.set(name.value, known.add(key));
  if (known.size > mostNames) throw new WaslError('OPERATION_TOO_LARGE', { maxNamesOfField: mostNames });
}

function refuseManyDirectives(node: ASTNode): void {
  if ('directives' in node && (node.directives?.length ?? 0) > mostDirectives)
    throw new WaslError('OPERATION_TOO_LARGE', { maxDirectives: mostDirectives });
}
