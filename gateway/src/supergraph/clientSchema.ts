import { type GraphQLSchema, parse } from 'graphql';
import { readSecurityDirectives } from '../authorization/securityDirectives.ts';
import { stripSecurity } from '../authorization/stripSecurity.ts';
import { readClientSchema } from '../execution/readClientSchema.ts';
import { readSupergraphFile } from './loadSupergraph.ts';

/** The schema of a supergraph file as clients see it. @throws WaslError SUPERGRAPH_REFUSED, or Error when it cannot be loaded */
export async function clientSchemaOf(supergraphFile: string): Promise<GraphQLSchema> {
  const document = parse(await readSupergraphFile(supergraphFile), { noLocation: true });
  return readClientSchema(document, stripSecurity(document, readSecurityDirectives(document)));
}
