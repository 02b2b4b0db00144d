import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

/** Directives of Apollo's federation that the SDK reads. */
export type LinkedDirective = 'key' | 'requiresScopes' | 'authenticated';

const apolloSpecs = 'https://specs.apollo.dev/';
const directives: readonly LinkedDirective[] = ['key', 'requiresScopes', 'authenticated'];

/** Which directive stands behind each name that a subgraph's SDL uses: imports may be renamed, and a whole spec too. */
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

/** The values of a list; one that is written without brackets is a list of one. */
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
