import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { readSecurityDirectives } from '../authorization/securityDirectives.ts';
import { stripSecurity } from '../authorization/stripSecurity.ts';
import { readClientSchema } from '../execution/readClientSchema.ts';
import { readSupergraphFile } from './loadSupergraph.ts';

/** The schema of a supergraph file as clients see it. @throws WaslError SUPERGRAPH_REFUSED, or Error when it cannot be loaded */
export async function clientSchemaOf(supergraphFile: string): Promise<GraphQLSchema> {
  return clientSchemaOfDocument(await readSupergraphDocument(supergraphFile));
}

/** As `clientSchemaOf`, of a supergraph that has been read. */
export function clientSchemaOfDocument(supergraph: DocumentNode): Promise<GraphQLSchema> {
  return readClientSchema(supergraph, stripSecurity(supergraph, readSecurityDirectives(supergraph)));
}

/** Reads a supergraph file. @throws WaslError SUPERGRAPH_REFUSED */
export async function readSupergraphDocument(supergraphFile: string): Promise<DocumentNode> {
  return parse(await readSupergraphFile(supergraphFile), { noLocation: true });
}
