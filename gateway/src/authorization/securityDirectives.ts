import { WaslError } from '@wasl/schema/errors.ts';
import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

/** Specs whose rules this gateway enforces; each has one directive, of the spec's own name. */
export const enforcedSpecs = ['authenticated', 'requiresScopes', 'policy'] as const;
export type EnforcedSpec = (typeof enforcedSpecs)[number];

const apolloSpecs = 'https://specs.apollo.dev/';
const ruleUrls = new Map<string, EnforcedSpec>(enforcedSpecs.map((spec) => [`${apolloSpecs}${spec}/v0.1`, spec]));
/** Features `for: SECURITY` that are no rules, and that the planner itself takes care of. */
const plannedFeatures = ['inaccessible/v0.1', 'inaccessible/v0.2', 'context/v0.1'].map((path) => apolloSpecs + path);

/** What a supergraph calls the rules: imports may be renamed, and a whole spec too. */
export interface SecurityDirectives {
  /** The rule behind each directive name that the supergraph may use. */
  specOf: ReadonlyMap<string, EnforcedSpec>;
  /** Prefixes of the specs' own scalars and directives: `requiresScopes__`. */
  prefixes: readonly string[];
  /** Addresses of the specs as they are linked. */
  urls: ReadonlySet<string>;
}

/**
 * Finds the rules' names through the schema's links. @throws WaslError SUPERGRAPH_REFUSED for a linked feature
 * `for: SECURITY`, or a version of a rule, that this gateway does not know: serving the schema would expose what it protects.
 */
export function readSecurityDirectives(supergraph: DocumentNode): SecurityDirectives {
  const specOf = new Map<string, EnforcedSpec>();
  const prefixes: string[] = [];
  const urls = new Set<string>();
  for (const link of schemaLinks(supergraph)) {
    const url = textOf(argument(link, 'url')) ?? '';
    const spec = ruleUrls.get(url.replace(/\/+$/, ''));
    if (!spec) {
      refuseUnknown(link, url);
      continue;
    }
    const namespace = textOf(argument(link, 'as')) ?? spec;
    urls.add(url);
    prefixes.push(`${namespace}__`);
    for (const name of [namespace, `${namespace}__${spec}`, ...importedNames(link, spec)]) specOf.set(name, spec);
  }
  return { specOf, prefixes, urls };
}

/** The value of a directive's argument. */
export function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((item) => item.name.value === name)?.value;
}

export function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function refuseUnknown(link: ConstDirectiveNode, url: string): void {
  const purpose = argument(link, 'for');
  const isSecurity = purpose?.kind === Kind.ENUM && purpose.value === 'SECURITY';
  const isRule = enforcedSpecs.some((spec) => url.startsWith(`${apolloSpecs}${spec}/`));
  if (isRule || (isSecurity && !plannedFeatures.includes(url))) {
    throw new WaslError('SUPERGRAPH_REFUSED', { reason: `it needs ${url}, which this gateway does not enforce` });
  }
}

function schemaLinks(supergraph: DocumentNode): ConstDirectiveNode[] {
  return supergraph.definitions.flatMap((definition) => {
    const isSchema = definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION;
    // The link directive may bear any name; what makes a link is that it has a `url:`.
    return isSchema
      ? (definition.directives ?? []).filter((directive) => textOf(argument(directive, 'url')) !== undefined)
      : [];
  });
}

/** The name under which a link imports the spec's directive: `"@policy"` or `{name: "@policy", as: "@rule"}`. */
function importedNames(link: ConstDirectiveNode, spec: EnforcedSpec): string[] {
  const list = argument(link, 'import');
  const items = list?.kind === Kind.LIST ? list.values : list ? [list] : [];
  return items.flatMap((item) => {
    if (item.kind === Kind.STRING) return item.value === `@${spec}` ? [spec] : [];
    if (item.kind !== Kind.OBJECT) return [];
    const field = (name: string) => textOf(item.fields.find((entry) => entry.name.value === name)?.value);
    return field('name') === `@${spec}` ? [(field('as') ?? `@${spec}`).slice(1)] : [];
  });
}
