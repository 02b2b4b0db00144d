import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

/** The links of a schema. A link is recognised by its URL, since the directive may have any name. */
export function schemaLinks(supergraph: DocumentNode): ConstDirectiveNode[] {
  return supergraph.definitions.flatMap((definition) => {
    const isSchema = definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION;
    return isSchema ? (definition.directives ?? []).filter((directive) => linkUrl(directive) !== undefined) : [];
  });
}

/** The URL of a link: `@link(url:)`, or `@core(feature:)` in older supergraphs. */
export function linkUrl(link: ConstDirectiveNode): string | undefined {
  return textOf(argument(link, 'url') ?? argument(link, 'feature'));
}

/** The namespace of a linked feature: `as:`, or the part before the version in its URL. */
export function namespaceOf(link: ConstDirectiveNode): string | undefined {
  return textOf(argument(link, 'as')) ?? linkUrl(link)?.replace(/\/+$/, '').split('/').at(-2);
}

/**
 * The local names under which a link imports the directive `wanted`, or any directive without it: `"@policy"` or `{name: "@policy", as:
 * "@rule"}`.
 */
export function importedNamesOf(link: ConstDirectiveNode, wanted?: string): string[] {
  const list = argument(link, 'import');
  const items = list?.kind === Kind.LIST ? list.values : list ? [list] : [];
  return items.flatMap((item) => {
    const field = (key: string) =>
      item.kind === Kind.OBJECT ? textOf(item.fields.find(({ name }) => name.value === key)?.value) : undefined;
    const name = textOf(item) ?? field('name');
    const isWanted = name?.startsWith('@') === true && (wanted === undefined || name === `@${wanted}`);
    return isWanted ? [(field('as') ?? name).slice(1)] : [];
  });
}

/** The value of a directive's argument. */
export function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((item) => item.name.value === name)?.value;
}

export function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
