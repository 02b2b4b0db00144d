import { createSubgraph, type GatewayTrust, type Resolvers, serveSubgraph, type Subgraph } from '@wasl/subgraph-sdk';
import { type RequestToSign, type SignedHeaders, signRequest } from '../../support/signRequest.ts';
import { testKeys } from '../../support/startTestSubgraph.ts';

export interface Answer {
  status: number;
  data?: unknown;
  /** Code of each error, with the path of a field's. */
  codes: string[];
  /** Why nobody vouched for the request. */
  reason?: unknown;
  time?: unknown;
}

export interface TrustingSubgraph {
  name: string;
  subgraph: Subgraph;
  url: string;
  /** Lines that the subgraph logged of refused requests. */
  warned: Record<string, unknown>[];
  /** Signs and sends a query; `more` is what a test has otherwise. */
  ask(query: string, more?: Partial<RequestToSign> & { variables?: unknown }): Promise<Answer>;
  /** Sends what was signed somewhere, as it is. */
  send(body: string, headers: Partial<SignedHeaders>, path?: string): Promise<Answer>;
  stop(): Promise<void>;
}

interface Body {
  data?: unknown;
  errors?: { path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** A subgraph made with nothing but the SDK, on a free port. */
export async function startTrustingSubgraph(
  name: string,
  typeDefs: string,
  resolvers: Resolvers,
  trust: Partial<GatewayTrust> = {},
  createContext?: () => object,
): Promise<TrustingSubgraph> {
  const warned: Record<string, unknown>[] = [];
  const subgraph = createSubgraph({
    name,
    typeDefs,
    resolvers,
    gateway: { keys: testKeys, ...trust },
    warn: (line) => void warned.push(line),
    ...(createContext && { createContext }),
  });
  const served = await serveSubgraph(subgraph, { port: 0 });
  const send: TrustingSubgraph['send'] = async (body, headers, path = '/graphql') => {
    const response = await fetch(new URL(path, served.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return answerOf(response.status, (await response.json()) as Body);
  };
  return {
    name,
    subgraph,
    url: served.url,
    warned,
    send,
    ask(query, { variables, ...more } = {}) {
      const body = JSON.stringify({ query, variables });
      return send(body, signRequest({ keys: testKeys, subgraph: name, body, ...more }));
    },
    stop: served.stop,
  };
}

function answerOf(status: number, { data, errors = [] }: Body): Answer {
  const refusal = errors.find(({ extensions }) => extensions['code'] === 'CALLER_NOT_VERIFIED')?.extensions;
  return {
    status,
    ...(data !== undefined && { data }),
    codes: errors.map(({ path, extensions }) => [...(path ? [path.join('.')] : []), extensions['code']].join(' ')),
    ...(refusal && { reason: refusal['reason'], time: refusal['time'] }),
  };
}
