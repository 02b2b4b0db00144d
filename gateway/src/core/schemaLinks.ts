import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

/** The links of a schema: what makes a directive one is its address, for it may bear any name. */
export function schemaLinks(supergraph: DocumentNode): ConstDirectiveNode[] {
  return supergraph.definitions.flatMap((definition) => {
    const isSchema = definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION;
    return isSchema ? (definition.directives ?? []).filter((directive) => linkUrl(directive) !== undefined) : [];
  });
}

/** What a link links to: `@link(url:)`, or `@core(feature:)` as supergraphs had it before. */
export function linkUrl(link: ConstDirectiveNode): string | undefined {
  return textOf(argument(link, 'url') ?? argument(link, 'feature'));
}

/** The name of a linked feature: `as:`, or what precedes the version in its address. */
export function namespaceOf(link: ConstDirectiveNode): string | undefined {
  return textOf(argument(link, 'as')) ?? linkUrl(link)?.replace(/\/+$/, '').split('/').at(-2);
}

/** The names under which a link imports a directive, any where none is named: `"@policy"` or `{name: "@policy", as: "@rule"}`. */
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
