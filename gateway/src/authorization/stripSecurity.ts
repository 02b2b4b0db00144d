import { type ConstDirectiveNode, type DocumentNode, Kind, print, visit } from 'graphql';
import { linkUrl } from '../core/schemaLinks.ts';
import type { SecurityDirectives } from './securityDirectives.ts';

const contextUrl = 'https://specs.apollo.dev/context/v0.1';

/** The supergraph without its rules, for Apollo's loader and planner, which refuse to load them. */
export function stripSecurity(supergraph: DocumentNode, { specOf, prefixes, urls }: SecurityDirectives): string {
  const isSecurityName = (name: string) => specOf.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
  const isSecurityLink = (directive: ConstDirectiveNode) => urls.has(linkUrl(directive) ?? '');
  return print(
    visit(supergraph, {
      [Kind.DIRECTIVE]: (node) => {
        const directive = node as ConstDirectiveNode;
        if (specOf.has(node.name.value) || isSecurityLink(directive)) return null;
        return linkUrl(directive) === contextUrl ? withoutPurpose(directive) : undefined;
      },
      [Kind.DIRECTIVE_DEFINITION]: ({ name }) => (isSecurityName(name.value) ? null : undefined),
      [Kind.SCALAR_TYPE_DEFINITION]: ({ name }) => (isSecurityName(name.value) ? null : undefined),
    }),
  );
}

/** The planner supports `@context`, but the loader refuses it as a feature with a purpose. */
function withoutPurpose(link: ConstDirectiveNode): ConstDirectiveNode {
  return { ...link, arguments: (link.arguments ?? []).filter(({ name }) => name.value !== 'for') };
}
