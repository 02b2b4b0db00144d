import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { startServer } from '@wasl/gateway/server/startServer';
import { scopesOf } from '@wasl/schema/roles.ts';
import { startTestIssuer } from '../../../support/startTestIssuer.ts';

export interface Refusal {
  errors?: {
    message: string;
    extensions: { code: string; cost?: { estimated: number; most: number; path: string } };
  }[];
}

export const supergraphFile = fileURLToPath(new URL('../../../../schema/supergraph.graphql', import.meta.url));

const policiesDir = fileURLToPath(new URL('../../../../schema/policies', import.meta.url));

/** A gateway on the national supergraph, whose subgraphs are one server that counts what it is asked and knows of nobody. */
export async function startNational(options: Partial<GatewayOptions> = {}) {
  const issuer = await startTestIssuer();
  let asked = 0;
  const ministries = createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"data":null,"errors":[{"message":"nobody"}]}');
    });
  });
  await new Promise<void>((ready) => ministries.listen(0, '127.0.0.1', ready));
  const address = `http://127.0.0.1:${(ministries.address() as AddressInfo).port}/graphql`;
  const names = ['health-id', 'clinical-records', 'pharmacy', 'identity'];
  const gateway = await createGateway({
    supergraphFile,
    policiesDir,
    audit: 'off',
    subgraphUrls: new Map(names.map((name) => [name, address])),
    tokens: { jwksUrl: issuer.jwksUrl },
    introspection: true,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: () => undefined,
    ...options,
  });
  const server = await startServer(gateway, { port: 0 });
  return {
    asked: () => asked,
    /** Asks as somebody with these roles; null is nobody. */
    async ask(roles: string[] | null, query: string, variables: object = {}, headers: Record<string, string> = {}) {
      const claims = roles && { scope: scopesOf(roles).join(' ') };
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(await issuer.headersFor(claims)),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, body: (await response.json()) as Refusal };
    },
    async stop() {
      await server.stop();
      ministries.closeAllConnections();
      ministries.close();
      issuer.stop();
    },
  };
}
