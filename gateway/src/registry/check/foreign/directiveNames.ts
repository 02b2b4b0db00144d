import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argument, importedNamesOf, linkUrl, namespaceOf, schemaLinks, textOf } from '../../../core/schemaLinks.ts';

/** The specs that a subgraph of the national graph may link. Another version may give a directive another meaning. */
const known: readonly RegExp[] = [
  /^https:\/\/specs\.apollo\.dev\/federation\/v2\.\d{1,2}$/,
  /^https:\/\/specs\.apollo\.dev\/link\/v1\.0$/,
  /^https:\/\/specs\.apollo\.dev\/nullability\/v0\.4$/,
  /^https:\/\/specs\.wasl\.sy\/privacy\/v1\.0$/,
  /^https:\/\/specs\.wasl\.sy\/system\/v1\.0$/,
  /^https:\/\/specs\.wasl\.sy\/node\/v1\.0$/,
];

/** Links of a subgraph to specs that are none of the national graph's. */
export function unknownLinks(subgraph: DocumentNode): ConstDirectiveNode[] {
  return schemaLinks(subgraph).filter((link) => !known.some((url) => url.test(linkUrl(link) ?? '')));
}

/** Makes the function that gives a directive its name in the spec that it is linked from, whatever the subgraph calls it. */
export function directiveNames(subgraph: DocumentNode): (local: string) => string {
  const names = new Map<string, string>();
  const prefixes: string[] = [];
  for (const link of schemaLinks(subgraph)) {
    const prefix = namespaceOf(link);
    if (prefix !== undefined) prefixes.push(`${prefix}__`);
    for (const { name, as } of importsOf(link)) names.set(as, name);
  }
  return (local) => {
    const prefix = prefixes.find((one) => local.startsWith(one));
    return names.get(local) ?? (prefix === undefined ? local : local.slice(prefix.length));
  };
}

function importsOf(link: ConstDirectiveNode): { name: string; as: string }[] {
  const list = argument(link, 'import');
  const items = list?.kind === Kind.LIST ? list.values : [];
  const names = items.flatMap((item) => {
    const name = item.kind === Kind.OBJECT ? item.fields.find((one) => one.name.value === 'name')?.value : item;
    return textOf(name)?.startsWith('@') ? [textOf(name)?.slice(1) ?? ''] : [];
  });
  return names.flatMap((name) => importedNamesOf(link, name).map((as) => ({ name, as })));
}
