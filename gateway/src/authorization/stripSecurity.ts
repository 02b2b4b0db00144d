import { type ConstDirectiveNode, type DocumentNode, Kind, print, visit } from 'graphql';
import { argument, type SecurityDirectives, textOf } from './securityDirectives.ts';

/** The supergraph without its rules, for Apollo's loader and planner, which refuse to load them. */
export function stripSecurity(supergraph: DocumentNode, { specOf, prefixes, urls }: SecurityDirectives): string {
  const isSecurityName = (name: string) => specOf.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
  const isSecurityLink = (directive: ConstDirectiveNode) => urls.has(textOf(argument(directive, 'url')) ?? '');
  return print(
    visit(supergraph, {
      [Kind.DIRECTIVE]: (node) =>
        specOf.has(node.name.value) || isSecurityLink(node as ConstDirectiveNode) ? null : undefined,
      [Kind.DIRECTIVE_DEFINITION]: ({ name }) => (isSecurityName(name.value) ? null : undefined),
      [Kind.SCALAR_TYPE_DEFINITION]: ({ name }) => (isSecurityName(name.value) ? null : undefined),
    }),
  );
}
