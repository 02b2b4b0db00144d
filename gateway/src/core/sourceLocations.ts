import type { DocumentNode, GraphQLError, SourceLocation } from 'graphql';

/**
 * Lets go of the text that a document was read from. graphql-js counts the lines before each node that an error names, in the
 * whole text each time: with a text of empty lines that takes it seconds. Where a node stands is known from its first token.
 */
export function forgetText(document: DocumentNode): void {
  if (document.loc) document.loc.source.body = '';
}

/** Where the nodes of an error stand in the text, or what the error says of itself. */
export function locationsOf({ nodes, locations }: GraphQLError): readonly SourceLocation[] | undefined {
  const tokens = nodes?.flatMap(({ loc }) => loc?.startToken ?? []) ?? [];
  return tokens.length > 0 ? tokens.map(({ line, column }) => ({ line, column })) : locations;
}
