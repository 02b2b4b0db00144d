import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequestVerifier, SubgraphError, type VerifiedRequest } from '@wasl/subgraph-sdk';
import { testKeys } from '../../support/startTestSubgraph.ts';

export const bedsSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Bed @key(fields: "id") { id: ID! ward: String }
type Query { freeBed: Bed }
type Mutation { free(id: ID!): Bed }`;

/** What a subgraph does otherwise than the contract says. */
export interface Faults {
  sdl?: string;
  /** Refusals that are passed over, by the SDK's reasons; all: nothing is verified. */
  ignores?: readonly string[];
  entities?: (found: unknown[], asked: Record<string, unknown>[]) => unknown;
  takesLargeBodies?: boolean;
  ignoresDeadline?: boolean;
  /** Takes every time left for none. */
  isHasty?: boolean;
  health?: number;
}

interface Bed {
  __typename: string;
  id: string;
}

/** A small subgraph `beds`, with beds 1 and 2, that is right but for its faults. */
export async function startFaulty(faults: Faults = {}): Promise<{ url: string; stop(): Promise<void> }> {
  const verify = createRequestVerifier('beds', { keys: testKeys });
  const server = createServer((request, response) => {
    void answer(request, faults, verify).then(
      ([status, value]) => tell(response, status, value, !request.complete),
      (error: unknown) => tell(response, 401, refusalOf(error)),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

type Verify = ReturnType<typeof createRequestVerifier>;

async function answer(request: IncomingMessage, faults: Faults, verify: Verify): Promise<[number, unknown]> {
  if (request.url?.startsWith('/health/')) return [faults.health ?? 200, {}];
  const { method = '', url: target = '', headers } = request;
  const passOver = (error: unknown): undefined => {
    if (!faults.ignores?.includes(reasonOf(error))) throw error;
  };
  const verified: VerifiedRequest | undefined = await verify({ method, target, headers }).catch(passOver);
  if (!faults.takesLargeBodies && Number(headers['content-length']) > 8_000_000) return [413, failed('TOO_LARGE')];
  if (faults.isHasty && headers['x-wasl-time-left'] !== undefined) return [504, failed('DEADLINE_EXCEEDED')];
  if (!faults.ignoresDeadline && headers['x-wasl-time-left'] === '0') return [504, failed('DEADLINE_EXCEEDED')];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  try {
    verified?.requireBody(body);
  } catch (error) {
    passOver(error);
  }
  const { query, variables } = JSON.parse(body.toString()) as { query: string; variables?: never };
  if (query.startsWith('mutation')) await verified?.requireFirst().catch(passOver);
  if (query.includes('_service')) return [200, { data: { _service: { sdl: faults.sdl ?? bedsSdl } } }];
  if (!query.includes('_entities')) return [200, { data: { __typename: 'Query' } }];
  const { representations } = variables as unknown as { representations: Record<string, unknown>[] };
  const found = representations.map((each) => bedOf(each));
  const list = faults.entities ? faults.entities(found, representations) : found;
  return [
    200,
    list === undefined ? { errors: [{ extensions: { code: 'INTERNAL' } }], data: null } : { data: { _entities: list } },
  ];
}

function bedOf({ __typename, id }: Record<string, unknown>): Bed | null {
  return __typename === 'Bed' && (id === '1' || id === '2') ? { __typename: 'Bed', id } : null;
}

function failed(code: string): object {
  return { errors: [{ message: code, extensions: { code } }] };
}

function reasonOf(error: unknown): string {
  return error instanceof SubgraphError ? String(error.details['reason']) : '';
}

function refusalOf(error: unknown): object {
  return { errors: [{ message: 'refused', extensions: { code: 'CALLER_NOT_VERIFIED', reason: reasonOf(error) } }] };
}

function tell(response: ServerResponse, status: number, value: unknown, closes = false): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(closes && { connection: 'close' }) });
  response.end(JSON.stringify(value));
}
