import { type ConstDirectiveNode, type DocumentNode, Kind, specifiedScalarTypes } from 'graphql';
import { argument, textOf } from '../../core/schemaLinks.ts';
import type { Problem } from './problem.ts';

interface Source {
  file: string;
  document: DocumentNode;
}

/** Scalars of federation's own, which a subgraph may print with its schema: namespaced ones, and those that may be imported by their names. */
const machinery = /^_|__|^(FieldSet|Import|Scope|Policy|ContextFieldValue)$/;

/**
 * Scalars of the checked subgraphs of which no subgraph says what their values look like: clients could only guess. Once is enough, for
 * composition joins the declarations of one scalar.
 */
export function unspecifiedScalars(checked: readonly Source[], all: readonly Source[]): Problem[] {
  const specified = new Set(
    all.flatMap(({ document }) => scalarsIn(document)).flatMap((one) => (one.isSpecified ? one.name : [])),
  );
  return checked.flatMap(({ file, document }) =>
    scalarsIn(document)
      .filter(({ name, isExtension }) => !isExtension && !specified.has(name))
      .map(({ name, line }): Problem => ({ kind: 'unspecified', file, line, coordinate: name })),
  );
}

/** People follow the address: it leads to a page, and runs nothing. */
function isAddress(directive: ConstDirectiveNode): boolean {
  const url = textOf(argument(directive, 'url')) ?? '';
  return directive.name.value === 'specifiedBy' && /^https?:\/\/[^\s/]+/.test(url) && URL.canParse(url);
}

function scalarsIn(document: DocumentNode) {
  return document.definitions.flatMap((item) => {
    if (item.kind !== Kind.SCALAR_TYPE_DEFINITION && item.kind !== Kind.SCALAR_TYPE_EXTENSION) return [];
    const name = item.name.value;
    if (machinery.test(name) || specifiedScalarTypes.some((own) => own.name === name)) return [];
    return {
      name,
      line: item.name.loc?.startToken.line ?? 1,
      isExtension: item.kind === Kind.SCALAR_TYPE_EXTENSION,
      isSpecified: (item.directives ?? []).some(isAddress),
    };
  });
}
