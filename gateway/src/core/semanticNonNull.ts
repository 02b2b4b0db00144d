import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argument, importedNamesOf, linkUrl, namespaceOf, schemaLinks } from './schemaLinks.ts';

const spec = /^https:\/\/specs\.apollo\.dev\/nullability\//;
const directive = 'semanticNonNull';

/**
 * The fields that are null only together with an error, as `Type.field`, with the levels of which that holds: 0 is the field, 1 the items of
 * its list. Known by the link of their directive, `@semanticNonNull` of the nullability specification, whatever it is called here.
 */
export function readSemanticNonNulls(supergraph: DocumentNode): ReadonlyMap<string, readonly number[]> {
  const names = new Set(
    schemaLinks(supergraph)
      .filter((link) => spec.test(linkUrl(link) ?? ''))
      .flatMap((link) => [...importedNamesOf(link, directive), `${namespaceOf(link)}__${directive}`]),
  );
  const found = new Map<string, readonly number[]>();
  if (names.size === 0) return found;
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name, directives } of item.fields ?? []) {
      const applied = directives?.find((one) => names.has(one.name.value));
      if (applied) found.set(`${item.name.value}.${name.value}`, levelsOf(applied));
    }
  }
  return found;
}

function levelsOf(applied: ConstDirectiveNode): number[] {
  const levels = argument(applied, 'levels');
  if (levels?.kind === Kind.INT) return [Number(levels.value)];
  if (levels?.kind !== Kind.LIST) return [0];
  return levels.values.flatMap((level) => (level.kind === Kind.INT ? [Number(level.value)] : []));
}
