import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subgraph as accessLogSubgraph } from '@wasl/audit/main';
import { makeSigningKey, readSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { openAudit } from '@wasl/gateway/audit/openAudit';
import { databaseOf } from '@wasl/gateway/audit/store/openPglite';
import { registeredClaims } from '@wasl/gateway/cli/dev';
import { loadSubgraph } from '@wasl/gateway/cli/subgraphs';
import type { FactsElsewhere } from '@wasl/gateway/records/changedFacts';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import type { TrustedIssuer } from '@wasl/gateway/pipeline/tokens/tokenVerifier';
import { type ServerOptions, startServer } from '@wasl/gateway/server/startServer';
import { deriveKeyText } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { createHealthId } from '@wasl/health-id/main';
import { signIn } from '@wasl/identity/issuer/signIn';
import type { Database } from '@wasl/kit/database/database';
import { databaseOnPglite } from '@wasl/kit/database/openDatabase';
import { openPglite } from '@wasl/kit/database/openPglite';
import { root } from '@wasl/kit/paths';
import { type RunningSubgraph, startSubgraph } from '@wasl/kit/startSubgraph';
import { issuerSubgraph, storedSubgraphs, type SubgraphName } from '@wasl/kit/subgraph';
import { composeOrThrow } from '../gateway/support/startGateway.ts';

/** A question that reached a subgraph. */
export interface Asked {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
  /** As it was sent. */
  sent: { headers: Record<string, string>; body: string };
}

export interface RecordedGraphOptions {
  /** Where it is written down who reads; nowhere, when left out. `served` keeps it in memory, with the subgraph that reads it. */
  audit?: GatewayOptions['audit'] | 'served';
  /** What the subgraphs' requests are bounded by. */
  transport?: GatewayOptions['transport'];
  /** Whose tokens count besides those of the demo's issuer. */
  moreIssuers?: readonly TrustedIssuer[];
  /**
   * What the registry's clock says, in milliseconds, and the one by which the gateway keeps facts, for ten minutes then; where it was put
   * back, none. Default: the time.
   */
  clock?: () => number;
  /** How many invented people there are. Default 120. */
  patients?: number;
  /** A subgraph that joins the national ones; it is asked without what writes down questions. */
  joining?: { name: string; sdl: string; url: string };
}

/** An answer as it came. */
export interface SentAnswer {
  // What comes back is GraphQL's own JSON, of whatever was asked.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> & { code: string } }[];
}

export interface RecordedGraph {
  /** Address of `/graphql`. */
  url: string;
  /** Address of `/fhir`. */
  fhirUrl: string;
  /** Addresses of the subgraphs themselves, past what writes down their questions. */
  subgraphUrls: ReadonlyMap<string, string>;
  /** The key of a subgraph, or of a partner's that bears the name. */
  keyOf(subgraph: string): string;
  /** All that reached the subgraphs, in order; a test empties it. */
  asked: Asked[];
  /** Called with each question before it is passed on, which waits for it; a test changes it. */
  gate: { before?: ((asked: Asked) => Promise<void> | void) | undefined };
  /** Names of subgraphs that end every connection; a test changes it. */
  down: Set<string>;
  /** Sends a request as a persona; answers its data and its errors as they came. */
  send(persona: string | undefined, body: object, headers?: Record<string, string>): Promise<SentAnswer>;
  /** Sends an operation as a persona; answers its data, and each error as its path and code. */
  ask(
    persona: string,
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<{ data: SentAnswer['data']; errors: string[] }>;
  /** The headers with which a persona asks. */
  headersOf(persona: string): Promise<Record<string, string>>;
  /** Signs a persona in once more. @throws OperatorError where the issuer refuses */
  signInAnew(persona: string): Promise<void>;
  /** The ids of a patient's clinical records, from the database itself. */
  clinicalRecords(healthId: string): Promise<{ id: string; kind: string }[]>;
  /** Seals a clinical record in the database itself. */
  seal(id: string): Promise<void>;
  /** Opens one more gateway over the same subgraphs, with settings of its own; it stops with the rest. Answers its address of `/fhir`. */
  openAnother(gateway: Partial<GatewayOptions>, server?: Partial<ServerOptions>): Promise<string>;
  stop(): Promise<void>;
}

/** The four subgraphs with their demo people in memory, the national gateway over them, and between the two what writes down each question. */
export async function startRecordedGraph({
  audit = 'off',
  moreIssuers = [],
  transport,
  clock,
  patients = 120,
  joining,
}: RecordedGraphOptions = {}): Promise<RecordedGraph> {
  const secret = randomBytes(32).toString('hex');
  const asked: Asked[] = [];
  const down = new Set<string>();
  const gate: RecordedGraph['gate'] = {};
  const stops: (() => Promise<unknown>)[] = [];
  const urls = new Map<string, string>();
  const subgraphUrls = new Map<string, string>();
  const keyOf = (name: string) => deriveKeyText(secret, name, 1);
  const databases = new Map<string, Database>();
  const issuerPort = await freePort();
  let registry: RunningSubgraph | undefined;
  const start = async (name: SubgraphName) => {
    const port = name === issuerSubgraph ? issuerPort : 0;
    const subgraph = await startSubgraph(
      clock && name === 'health-id' ? createHealthId({ clock }) : await loadSubgraph(name),
      {
        port,
        dataDir: 'memory://',
        gatewayKeys: keyOf(name),
        demoPatients: patients,
        publicUrl: `http://127.0.0.1:${port}`,
        isDeceased: async (healthId) => (await registry?.isDeceased?.(healthId)) ?? false,
      },
    );
    const recorder = await record(name, subgraph.url, { asked, down, gate });
    stops.unshift(() => subgraph.stop(), recorder.stop);
    urls.set(name, recorder.url);
    subgraphUrls.set(name, subgraph.url);
    databases.set(name, subgraph.database);
    if (subgraph.isDeceased) registry = subgraph;
  };
  await Promise.all(storedSubgraphs.map(start));
  const issuer = `http://127.0.0.1:${issuerPort}/oidc`;
  const log = audit === 'served' ? await openAccessLog(secret) : undefined;
  if (log) {
    const recorder = await record('audit', log.url, { asked, down, gate });
    urls.set('audit', recorder.url);
    stops.unshift(() => log.stop(), recorder.stop);
  }
  const joined = joining && composeWith(joining);
  if (joined) stops.push(joined.stop);
  const options: GatewayOptions = {
    supergraphFile: joined?.supergraphFile ?? join(root, 'schema/supergraph.graphql'),
    policiesDir: join(root, 'schema/policies'),
    subgraphUrls: urls,
    tokens: { jwksUrl: new URL(`${issuer}/jwks`), issuer, audience: 'wasl', moreIssuers },
    gatewaySecret: secret,
    trust: { epoch: 1, epochs: new Map(), claims: registeredClaims() },
    audit: audit === 'served' ? log!.log : audit,
    ...(transport && { transport }),
    ...(clock && { facts: { ttlMs: 600_000, clock }, factsElsewhere: forgetsWhenPutBack(clock) }),
    introspection: false,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: () => undefined,
  };
  async function open(more: Partial<GatewayOptions>, serverOptions: Partial<ServerOptions> = {}) {
    const gateway = await createGateway({ ...options, ...more });
    const opened = await startServer(gateway, { port: 0, fhir: { isDemo: true, issuer }, ...serverOptions });
    stops.unshift(() => opened.stop());
    return opened;
  }
  const server = await open({});
  const tokens = new Map<string, string>();
  async function headersOf(persona: string): Promise<Record<string, string>> {
    const token = tokens.get(persona) ?? (await signIn({ issuer, persona })).accessToken;
    tokens.set(persona, token);
    return { authorization: `Bearer ${token}` };
  }

  async function send(persona: string | undefined, body: object, headers: Record<string, string> = {}) {
    const signedIn = persona === undefined ? {} : await headersOf(persona);
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedIn, ...headers },
      body: JSON.stringify(body),
    });
    const { data, errors = [] } = (await response.json()) as Partial<SentAnswer>;
    return { data, errors };
  }

  return {
    headersOf,
    signInAnew: async (persona) => void (await signIn({ issuer, persona })),
    url: `${server.url}/graphql`,
    fhirUrl: `${server.url}/fhir`,
    subgraphUrls,
    keyOf,
    asked,
    down,
    gate,
    send,
    async ask(persona, query, variables = {}, headers = {}) {
      const { data, errors } = await send(persona, { query, variables }, headers);
      return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`) };
    },
    clinicalRecords: async (healthId) =>
      (await databases
        .get('clinical-records')
        ?.query<{ id: string; kind: string }>('SELECT id, kind FROM clinical_record WHERE health_id = $1', [
          healthId,
        ])) ?? [],
    async seal(id) {
      const seal = `UPDATE clinical_record SET confidentiality = 'V' WHERE id = $1`;
      await databases.get('clinical-records')?.query(seal, [id]);
    },
    openAnother: async (more, serverOptions) => `${(await open(more, serverOptions)).url}/fhir`,
    async stop() {
      for (const stop of stops) await stop();
    },
  };
}

/** The national supergraph with one more subgraph, in a file of its own. */
function composeWith(joining: { name: string; sdl: string; url: string }) {
  const folder = join(root, 'schema/subgraphs');
  const national = readdirSync(folder).map((file) => {
    const name = file.replace('.graphql', '');
    return { name, sdl: readFileSync(join(folder, file), 'utf8'), url: `http://${name}.example/graphql` };
  });
  const place = mkdtempSync(join(tmpdir(), 'wasl-joined-'));
  const supergraphFile = join(place, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeOrThrow([...national, joining]));
  return { supergraphFile, stop: async () => rmSync(place, { recursive: true }) };
}

/** An audit in memory, and the subgraph that tells of it. */
async function openAccessLog(secret: string) {
  const { client, close } = await openPglite('memory://');
  const folder = mkdtempSync(join(tmpdir(), 'wasl-audit-'));
  makeSigningKey(join(folder, 'key.pem'));
  const log = openAudit({
    database: { ...databaseOf(client), close: () => Promise.resolve() },
    key: readSigningKey(join(folder, 'key.pem'), 'The key'),
    deadlineMs: 30_000,
    onDown: () => undefined,
    onUp: () => undefined,
    onLost: () => undefined,
    onCheckpointFailure: () => undefined,
  });
  const running = await startSubgraph(accessLogSubgraph, {
    port: 0,
    dataDir: 'memory://',
    gatewayKeys: deriveKeyText(secret, accessLogSubgraph.name, 1),
    demoPatients: 0,
    database: databaseOnPglite({ client, close: () => Promise.resolve() }),
  });
  return {
    log,
    url: running.url,
    async stop() {
      await log.close();
      await running.stop();
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Has facts forgotten when a clock was put back: what is kept was read in its future. */
function forgetsWhenPutBack(clock: () => number): FactsElsewhere {
  let latest = clock();
  let forget: Parameters<FactsElsewhere['onTold']>[0] = () => undefined;
  return {
    tell: () => undefined,
    onTold: (listener) => void (forget = listener),
    isHeard() {
      if (clock() < latest) forget('everybody');
      latest = clock();
      return true;
    },
  };
}

/** Stands before a subgraph, writes down what it is asked and passes it on as it came. */
async function record(
  subgraph: string,
  url: string,
  { asked, down, gate }: Pick<RecordedGraph, 'asked' | 'down' | 'gate'>,
) {
  const recorder = createServer((request, response) => {
    if (down.has(subgraph)) return void request.destroy();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const { host: _, connection: __, 'content-length': ___, ...rest } = request.headers;
      const headers = rest as Record<string, string>;
      const sent = { headers, body: String(body) };
      const question: Asked = { subgraph, variables: {}, sent, ...(JSON.parse(sent.body) as { query: string }) };
      asked.push(question);
      await gate.before?.(question);
      const answer = await fetch(url, { method: 'POST', headers, body });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  const port = await listen(recorder, 0);
  const stop = () =>
    new Promise((done) => {
      recorder.close(done);
      recorder.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/graphql`, stop };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, 0);
  await new Promise((done) => probe.close(done));
  return port;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((listening) =>
    server.listen(port, '127.0.0.1', () => listening((server.address() as AddressInfo).port)),
  );
}
