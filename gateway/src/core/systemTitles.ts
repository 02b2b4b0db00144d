import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import type { Language } from '@wasl/schema/errors.ts';
import { argument, importedNamesOf, linkUrl, namespaceOf, schemaLinks, textOf } from './schemaLinks.ts';

/** What people call a ministry's system, in a sentence. */
export type SystemTitle = Readonly<Record<Language, string>>;

const spec = /^https:\/\/specs\.wasl\.sy\/system\//;
const directive = 'system';
const between = ' — ';

/** The title that a subgraph gives itself, by `@system` on its schema. */
export function ownTitleOf(subgraph: DocumentNode): SystemTitle | undefined {
  const names = new Set(
    schemaLinks(subgraph)
      .filter((link) => spec.test(linkUrl(link) ?? ''))
      .flatMap((link) => [...importedNamesOf(link, directive), `${namespaceOf(link)}__${directive}`]),
  );
  if (names.size === 0) return undefined;
  for (const item of subgraph.definitions) {
    if (item.kind !== Kind.SCHEMA_DEFINITION && item.kind !== Kind.SCHEMA_EXTENSION) continue;
    const applied = item.directives?.find(({ name }) => names.has(name.value));
    if (applied) return titleIn(applied);
  }
  return undefined;
}

function titleIn(applied: ConstDirectiveNode): SystemTitle | undefined {
  const [en, ar] = [textOf(argument(applied, 'en')), textOf(argument(applied, 'ar'))];
  return en && ar ? { en, ar } : undefined;
}

/** Writes titles into a supergraph, where composition lists the subgraphs: as the description of each, in both languages. */
export function withTitles(supergraphSdl: string, titles: ReadonlyMap<string, SystemTitle>): string {
  return supergraphSdl.replace(/^( +)\w+ @join__graph\(name: "([^"]+)"/gm, (line, indent: string, name: string) => {
    const title = titles.get(name);
    return title ? `${indent}${JSON.stringify(`${title.en}${between}${title.ar}`)}\n${line}` : line;
  });
}

/** The titles in a supergraph, by subgraph. */
export function titlesOf(supergraph: DocumentNode): ReadonlyMap<string, SystemTitle> {
  const titles = new Map<string, SystemTitle>();
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.ENUM_TYPE_DEFINITION || item.name.value !== 'join__Graph') continue;
    for (const { directives, description } of item.values ?? []) {
      const graph = directives?.find(({ name }) => name.value === 'join__graph');
      const name = graph && textOf(argument(graph, 'name'));
      const [en, ar] = description?.value.split(between) ?? [];
      if (name !== undefined && en && ar) titles.set(name, { en, ar });
    }
  }
  return titles;
}
