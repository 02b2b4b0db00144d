import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

export interface OperationLimits {
  maxDepth: number;
  maxFields: number;
}

interface Extent {
  depth: number;
  fields: number;
}

/**
 * Refuses a document whose operations would be too deep or too wide once their fragments are laid out. Each fragment
 * is measured once, so that fragments that double one another cost no more than their text; cycles are left to
 * validation, which refuses them. @throws WaslError OPERATION_TOO_LARGE
 */
export function refuseOversized(document: DocumentNode, { maxDepth, maxFields }: OperationLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Extent>();

  function measure(selectionSet: SelectionSetNode, level: number): Extent {
    if (level > maxDepth) throw new WaslError('OPERATION_TOO_LARGE', { maxDepth });
    let depth = 0;
    let fields = 0;
    for (const selection of selectionSet.selections) {
      const inner = extentOf(selection, level);
      depth = Math.max(depth, inner.depth);
      fields = Math.min(fields + inner.fields, Number.MAX_SAFE_INTEGER);
    }
    return { depth, fields };
  }

  function extentOf(selection: SelectionSetNode['selections'][number], level: number): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentExtent(selection.name.value, level);
    if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet, level + 1);
    if (!selection.selectionSet) return { depth: 1, fields: 1 };
    const inner = measure(selection.selectionSet, level + 1);
    return { depth: inner.depth + 1, fields: inner.fields + 1 };
  }

  function fragmentExtent(name: string, level: number): Extent {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return { depth: 0, fields: 0 };
    measured.set(name, { depth: 0, fields: 0 });
    const extent = measure(fragment.selectionSet, level + 1);
    measured.set(name, extent);
    return extent;
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields } = measure(definition.selectionSet, 1);
    if (depth > maxDepth) throw new WaslError('OPERATION_TOO_LARGE', { maxDepth });
    if (fields > maxFields) throw new WaslError('OPERATION_TOO_LARGE', { maxFields });
  }
}
