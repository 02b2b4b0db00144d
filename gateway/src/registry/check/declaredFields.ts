import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { enforcedSpecs, type EnforcedSpec, type SecurityDirectives } from '../../authorization/securityDirectives.ts';
import { argument, textOf } from '../../core/schemaLinks.ts';

const federation = /^https:\/\/specs\.apollo\.dev\/federation\//;
const privacy = /^https:\/\/specs\.wasl\.sy\/privacy\//;

/** A field that a subgraph resolves. */
export interface DeclaredField {
  typeName: string;
  fieldName: string;
  line: number;
  /** Whether the field or its type has `@public`. */
  isPublic: boolean;
}

/** The fields that a subgraph declares on object types, without `@external` ones. */
export function declaredFields(subgraph: DocumentNode): DeclaredField[] {
  const publicName = namesOf(subgraph, privacy, 'privacy', ['public']).get('public') ?? [];
  const externalName = namesOf(subgraph, federation, 'federation', ['external']).get('external') ?? [];
  const bears = (directives: readonly ConstDirectiveNode[] | undefined, names: readonly string[]) =>
    (directives ?? []).some(({ name }) => names.includes(name.value));
  return subgraph.definitions.flatMap((item) => {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const isPublicType = bears(item.directives, publicName);
    return (item.fields ?? [])
      .filter((field) => !bears(field.directives, externalName) && !isMachinery(item.name.value, field.name.value))
      .map((field) => ({
        typeName: item.name.value,
        fieldName: field.name.value,
        line: field.name.loc?.startToken.line ?? 1,
        isPublic: isPublicType || bears(field.directives, publicName),
      }));
  });
}

/** Whether a field is one that every subgraph has for the gateway only; composition leaves it out of the national schema. */
function isMachinery(typeName: string, fieldName: string): boolean {
  return typeName === '_Service' || ['_service', '_entities'].includes(fieldName);
}

/** The names of the rules in a subgraph, which imports them from the federation spec. */
export function subgraphSecurity(subgraph: DocumentNode): SecurityDirectives {
  const specOf = new Map<string, EnforcedSpec>();
  for (const [spec, names] of namesOf(subgraph, federation, 'federation', enforcedSpecs))
    for (const name of names) specOf.set(name, spec);
  return { specOf, prefixes: [], urls: new Set() };
}

/** The names that a subgraph may give directives of the privacy spec, and federation's that bear on what is a record. */
export function recordNames(subgraph: DocumentNode): Record<'marks' | 'record' | 'writes' | 'external', string[]> {
  const names = namesOf(subgraph, privacy, 'privacy', ['public', 'record', 'writesRecord', 'noRecord']);
  const federated = namesOf(subgraph, federation, 'federation', ['external', 'inaccessible']);
  const of = (name: 'public' | 'record' | 'writesRecord' | 'noRecord') => names.get(name) ?? [];
  const hidden = federated.get('inaccessible') ?? [];
  return {
    marks: [...of('public'), ...of('record'), ...of('noRecord'), ...hidden],
    record: of('record'),
    writes: [...of('writesRecord'), ...of('noRecord'), ...of('public'), ...hidden],
    external: federated.get('external') ?? [],
  };
}

/** Under which names a subgraph may use directives of a spec that it links: imported, renamed, or with the spec's prefix. */
function namesOf<Name extends string>(
  subgraph: DocumentNode,
  url: RegExp,
  namespace: string,
  wanted: readonly Name[],
): Map<Name, string[]> {
  const found = new Map<Name, string[]>();
  for (const link of linksOf(subgraph)) {
    if (!url.test(textOf(argument(link, 'url')) ?? '')) continue;
    const prefix = textOf(argument(link, 'as')) ?? namespace;
    const imports = importsOf(link);
    for (const name of wanted) found.set(name, [`${prefix}__${name}`, ...(imports.get(`@${name}`) ?? [])]);
  }
  return found;
}

function linksOf(subgraph: DocumentNode): ConstDirectiveNode[] {
  return subgraph.definitions.flatMap((item) =>
    item.kind === Kind.SCHEMA_DEFINITION || item.kind === Kind.SCHEMA_EXTENSION
      ? (item.directives ?? []).filter(({ name }) => name.value === 'link')
      : [],
  );
}

/** A link's imports, each with its local names without the @. */
function importsOf(link: ConstDirectiveNode): Map<string, string[]> {
  const list = argument(link, 'import');
  const imports = new Map<string, string[]>();
  for (const item of list?.kind === Kind.LIST ? list.values : []) {
    const field = (name: string) =>
      item.kind === Kind.OBJECT ? textOf(item.fields.find((entry) => entry.name.value === name)?.value) : undefined;
    const name = item.kind === Kind.STRING ? item.value : field('name');
    if (name !== undefined) imports.set(name, [...(imports.get(name) ?? []), (field('as') ?? name).slice(1)]);
  }
  return imports;
}
