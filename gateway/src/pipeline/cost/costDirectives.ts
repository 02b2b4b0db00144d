import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argument, importedNamesOf, linkUrl, textOf } from '../../core/schemaLinks.ts';

/** The names of `@cost` and `@listSize` in a supergraph: imports may be renamed, and so may the whole spec. */
export interface CostDirectiveNames {
  cost: ReadonlySet<string>;
  listSize: ReadonlySet<string>;
}

const costSpec = /^https:\/\/specs\.apollo\.dev\/cost\/v0\.\d+\/?$/;

/** Reads the names from the schema's links; undefined without a link to the cost spec. */
export function readCostDirectives({ definitions }: DocumentNode): CostDirectiveNames | undefined {
  const links = definitions
    .flatMap((item) =>
      item.kind === Kind.SCHEMA_DEFINITION || item.kind === Kind.SCHEMA_EXTENSION ? (item.directives ?? []) : [],
    )
    .filter((link) => costSpec.test(linkUrl(link) ?? ''));
  if (links.length === 0) return undefined;
  return {
    cost: new Set(links.flatMap((link) => namesOf(link, 'cost'))),
    listSize: new Set(links.flatMap((link) => namesOf(link, 'listSize'))),
  };
}

/** All names of a directive. One that has its spec's name needs no prefix. */
function namesOf(link: ConstDirectiveNode, directive: 'cost' | 'listSize'): string[] {
  const namespace = textOf(argument(link, 'as')) ?? 'cost';
  const own = directive === 'cost' ? [namespace] : [];
  return [...own, `${namespace}__${directive}`, ...importedNamesOf(link, directive)];
}
