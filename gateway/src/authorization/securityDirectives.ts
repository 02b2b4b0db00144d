import { WaslError } from '@wasl/schema/errors.ts';
import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import { argument, importedNamesOf, linkUrl, namespaceOf, schemaLinks, textOf } from '../core/schemaLinks.ts';

/** Specs whose rules this gateway enforces; each defines one directive, with the spec's name. */
export const enforcedSpecs = ['authenticated', 'requiresScopes', 'policy'] as const;
export type EnforcedSpec = (typeof enforcedSpecs)[number];

const apolloSpecs = 'https://specs.apollo.dev/';
const ruleUrls = new Map<string, EnforcedSpec>(enforcedSpecs.map((spec) => [`${apolloSpecs}${spec}/v0.1`, spec]));
/** Features `for: SECURITY` that are not rules and that the planner itself handles. */
const plannedFeatures = ['inaccessible/v0.1', 'inaccessible/v0.2', 'context/v0.1'].map((path) => apolloSpecs + path);

/** The names of the rules in a supergraph: imports may be renamed, and so may a whole spec. */
export interface SecurityDirectives {
  /** The rule behind each directive name that the supergraph may use. */
  specOf: ReadonlyMap<string, EnforcedSpec>;
  /** Prefixes of the specs' unimported scalars and directives: `requiresScopes__`. */
  prefixes: readonly string[];
  /** URLs of the specs as they are linked. */
  urls: ReadonlySet<string>;
}

/**
 * Reads the rules' names from the schema's links.
 * @throws WaslError SUPERGRAPH_REFUSED for a linked feature `for: SECURITY` or a version of a rule that this gateway does not support, and
 * for a rule that it could not enforce: serving the schema would expose what it protects.
 */
export function readSecurityDirectives(supergraph: DocumentNode): SecurityDirectives {
  const specOf = new Map<string, EnforcedSpec>();
  const prefixes: string[] = [];
  const urls = new Set<string>();
  const links = schemaLinks(supergraph);
  for (const link of links) {
    const url = linkUrl(link) ?? '';
    const spec = ruleUrls.get(url.replace(/\/+$/, ''));
    if (!spec) {
      refuseUnknown(link, url);
      continue;
    }
    const namespace = textOf(argument(link, 'as')) ?? spec;
    urls.add(url);
    prefixes.push(`${namespace}__`);
    for (const name of [namespace, `${namespace}__${spec}`, ...importedNamesOf(link, spec)]) specOf.set(name, spec);
  }
  refuseUnenforceable(supergraph, specOf, links);
  return { specOf, prefixes, urls };
}

function refuseUnknown(link: ConstDirectiveNode, url: string): void {
  const purpose = argument(link, 'for');
  const isSecurity = purpose?.kind === Kind.ENUM && purpose.value === 'SECURITY';
  const isRule = enforcedSpecs.some((spec) => url.startsWith(`${apolloSpecs}${spec}/`));
  if (isRule || (isSecurity && !plannedFeatures.includes(url))) {
    throw refusal(`it needs ${url}, which this gateway does not enforce`);
  }
}

const ruledKinds: readonly string[] = [
  Kind.FIELD_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.UNION_TYPE_EXTENSION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
];

/** Refuses a rule where none can be enforced, such as on an argument, and a directive with a rule's name that no link explains. */
function refuseUnenforceable(
  supergraph: DocumentNode,
  specOf: ReadonlyMap<string, EnforcedSpec>,
  links: readonly ConstDirectiveNode[],
): void {
  const isExplained = (name: string) =>
    links.some((link) => namespaceOf(link) === name || importedNamesOf(link).includes(name));
  visit(supergraph, {
    enter(node) {
      if (!('directives' in node)) return;
      for (const { name } of node.directives ?? []) {
        const isRule = specOf.has(name.value);
        if (isRule && !ruledKinds.includes(node.kind))
          throw refusal(`it has @${name.value} in a place where no rule can be enforced`);
        if (!isRule && enforcedSpecs.some((spec) => spec === name.value) && !isExplained(name.value))
          throw refusal(`it has @${name.value}, and no @link says what that is`);
      }
    },
  });
}

function refusal(reason: string): WaslError {
  return new WaslError('SUPERGRAPH_REFUSED', { reason });
}
