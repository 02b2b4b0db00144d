import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

/** Federation directives that the SDK reads. */
export type LinkedDirective = 'key' | 'requiresScopes' | 'authenticated';

const apolloSpecs = 'https://specs.apollo.dev/';
const directives: readonly LinkedDirective[] = ['key', 'requiresScopes', 'authenticated'];

/** The directive behind each name in a subgraph's SDL: imports may be renamed, and so may a whole spec. */
export function readLinkedNames(sdl: DocumentNode): ReadonlyMap<string, LinkedDirective> {
  const names = new Map<string, LinkedDirective>();
  for (const link of linksOf(sdl)) {
    const url = textOf(argumentOf(link, 'url')) ?? '';
    if (!url.startsWith(apolloSpecs)) continue;
    const spec = url.slice(apolloSpecs.length).split('/')[0] ?? '';
    const namespace = textOf(argumentOf(link, 'as')) ?? spec;
    for (const directive of directives) {
      if (spec !== 'federation' && spec !== directive) continue;
      names.set(`${namespace}__${directive}`, directive);
      if (spec === directive) names.set(namespace, directive);
      for (const name of importedAs(link, `@${directive}`)) names.set(name, directive);
    }
  }
  return names;
}

/** The value of a directive's argument. */
export function argumentOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((item) => item.name.value === name)?.value;
}

export function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The items of a list; a single value counts as a list of one. */
export function itemsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  return value?.kind === Kind.LIST ? value.values : value ? [value] : [];
}

function linksOf(sdl: DocumentNode): ConstDirectiveNode[] {
  return sdl.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  );
}

function importedAs(link: ConstDirectiveNode, wanted: string): string[] {
  return itemsOf(argumentOf(link, 'import')).flatMap((item) => {
    const part = (key: string) =>
      item.kind === Kind.OBJECT ? textOf(item.fields.find(({ name }) => name.value === key)?.value) : undefined;
    const name = textOf(item) ?? part('name');
    return name === wanted ? [(part('as') ?? name).slice(1)] : [];
  });
}
