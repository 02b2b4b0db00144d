import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { root } from '@wasl/kit/paths';
import { auditSubgraph, issuerSubgraph, storedSubgraphs, subgraphClaims, type SubgraphName } from '@wasl/kit/subgraph';
import { revokedTokensFile } from '@wasl/identity/issuer/revokedTokens';
import { demoPlayground } from '../playground/demoPlayground.ts';
import { playgroundRoutes } from '../playground/routes.ts';
import { demoPortal } from '../portal/demoPortal.ts';
import { portalRoutes } from '../portal/routes.ts';
import { isLoopbackOrigin } from '../server/cors.ts';
import { ConfigError } from '../core/configError.ts';
import { supergraphFile } from './files.ts';
import { askJoining, composeWith, readJoining, startJoining } from './joinedSubgraphs.ts';
import type { Config } from './config.ts';
import { readClaimList } from './eachSubgraph.ts';
import { startDemoSubgraphs } from './demoSubgraphs.ts';
import { type DevAudit, startDevAudit } from './devAudit.ts';
import type { ClaimName } from '../subgraphs/trust/assertedClaims.ts';
import { upperSnake } from '../core/upperSnake.ts';
import { deriveKeyText } from '../subgraphs/trust/deriveKey.ts';
import { logUncaught } from './logLine.ts';
import { serve } from './serve.ts';
import { stopOnSignal } from './stopOnSignal.ts';

export interface DevOptions {
  port: number;
  patients: number;
  /** How long access tokens count. */
  tokenSeconds: number;
  /** Folders of subgraphs that join and are started. */
  with?: string[];
  /** Running subgraphs that join, as `name=url`. */
  subgraph?: string[];
  /** Folder of a registry, whose supergraph is served and followed. */
  registry?: string;
  /** File of who owns what. */
  ownership: string;
}

/** Runs the whole demo on this machine: open to introspection, personas sign in without a password. Never for real data. */
export async function dev(config: Config, options: DevOptions): Promise<void> {
  logUncaught();
  const startedAt = Date.now();
  const dataDir = resolve(config.dataDir);
  const gatewaySecret = config.gatewaySecret ?? randomBytes(32).toString('hex');
  // What cannot be right is refused before anything has started.
  const claims = registeredClaims();
  await probePort(options.port);
  const issuerPort = await probePort(options.port === 0 ? 0 : options.port + 1);
  const issuer = `http://localhost:${issuerPort}/oidc`;
  say('Wasl demo: invented people only; introspection is on and personas sign in without a password.');

  if ((options.subgraph || options.registry !== undefined) && config.gatewaySecret === undefined)
    throw new ConfigError(
      'WASL_GATEWAY_SECRET must be set: the keys of subgraphs that run already are derived from it.',
    );
  if (options.registry !== undefined && (options.with ?? options.subgraph))
    throw new ConfigError('--registry says which subgraphs join: leave out --with and --subgraph, or the registry.');
  const keysOf = (name: SubgraphName) => {
    const epoch = config.subgraphKeyEpochs.get(upperSnake(name)) ?? config.keyEpoch;
    return deriveKeyText(gatewaySecret, name, epoch);
  };
  const joined = await joinSubgraphs(options, dataDir, keysOf);
  for (const [name, told] of joined.claims) claims.set(name, told);
  const opening = openAudit(config, keysOf, dataDir);
  // Who waits for it hears of a failure.
  opening.catch(() => undefined);
  const subgraphs = await startDemoSubgraphs(
    storedSubgraphs.map((name) => {
      const port = name === issuerSubgraph ? issuerPort : 0;
      const databaseUrl = config.databaseUrls.get(name);
      const replicaUrl = config.replicaUrls.get(name);
      const timeouts = config.databaseTimeouts;
      const publicUrl = `http://localhost:${port}`;
      const gatewayKeys = keysOf(name);
      return {
        name,
        options: {
          port,
          dataDir,
          unknownCodes: config.unknownCodes,
          databaseUrl,
          replica: replicaUrl === undefined ? undefined : { url: replicaUrl },
          timeouts,
          gatewayKeys,
          demoPatients: options.patients,
          publicUrl,
          tokenSeconds: options.tokenSeconds,
          redisUrl: config.edge.redisUrl,
        },
      };
    }),
    say,
  ).catch((error: unknown) => {
    joined.stop();
    throw error;
  });
  const audit = await opening.catch(async (error: unknown) => {
    joined.stop();
    await subgraphs.stop();
    throw error;
  });
  const urls = new Map([...subgraphs.urls, ...joined.urls]);
  if (audit && auditSubgraph !== undefined) urls.set(auditSubgraph, audit.url);
  const tokens = config.tokens ?? {
    jwksUrl: new URL(`${issuer}/jwks`),
    issuer,
    audience: 'wasl',
    revokedTokensFile: revokedTokensFile(dataDir),
    // Issuer and gateway have one clock.
    clockToleranceSeconds: 0,
  };
  const server = await serve(
    { ...config, gatewaySecret, tokens },
    {
      supergraphFile: joined.supergraphFile ?? supergraphFile,
      policiesDir: config.policiesDir ?? join(root, 'schema/policies'),
      host: '127.0.0.1',
      port: options.port,
      introspection: true,
      isDemo: true,
      drainMs: 0,
      cors: config.edge.cors ?? { isAllowed: isLoopbackOrigin },
      async routes(app, gateway) {
        await playgroundRoutes(app, gateway, demoPlayground(issuer));
        portalRoutes(app, demoPortal(issuer));
      },
      explainTo: 'everyone',
      audit: audit?.log,
      subgraphUrls: urls,
      subgraphClaims: claims,
      isReady: subgraphs.areUp,
    },
  ).catch(async (error: unknown) => {
    joined.stop();
    await subgraphs.stop();
    await audit?.stop();
    throw error;
  });

  const addresses = {
    gateway: `${server.url}/graphql`,
    issuer,
    subgraphs: Object.fromEntries(urls),
  };
  const addressFile = devFile(config);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(addressFile, `${JSON.stringify(addresses, null, 2)}\n`);
  say(`Ready after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s. GraphQL: ${addresses.gateway}`);
  say('A token: npx wasl token --as physician');
  stopOnSignal(async () => {
    rmSync(addressFile, { force: true });
    await server.stop();
    joined.stop();
    await subgraphs.stop();
    await audit?.stop();
  });
}

interface JoinedSubgraphs {
  /** The national graph with them, or what is in force in the registry; undefined where neither is asked for. */
  supergraphFile: string | undefined;
  urls: ReadonlyMap<string, string>;
  /** What they are told of callers, by the names of variables. */
  claims: ReadonlyMap<string, ClaimName[]>;
  stop(): void;
}

/** Starts the subgraphs that join and composes the national graph with them. @throws ConfigError for one that may not join */
async function joinSubgraphs(
  { with: folders = [], subgraph: running = [], registry, ownership }: DevOptions,
  dataDir: string,
  keysOf: (name: SubgraphName) => string,
): Promise<JoinedSubgraphs> {
  const joining = [
    ...(await Promise.all(folders.map(async (folder) => readJoining(folder, await probePort(0))))),
    ...(await Promise.all(running.map((text) => askJoining(text, keysOf)))),
  ];
  const supergraph = joining.length > 0 ? await composeWith(joining, dataDir, ownership) : await inForceIn(registry);
  const children: ChildProcess[] = [];
  const stop = () => children.forEach((child) => child.kill());
  try {
    for (const each of joining) {
      const child = await startJoining(each, keysOf(each.name));
      if (child) children.push(child);
      say(`${each.name} has joined.`);
    }
  } catch (error) {
    stop();
    throw error;
  }
  return {
    supergraphFile: supergraph,
    urls: new Map(joining.map(({ name, url }) => [name, url])),
    claims: new Map(joining.flatMap(({ name, claims }) => (claims ? [[upperSnake(name), [...claims]]] : []))),
    stop,
  };
}

/** The supergraph file of a registry. Its code is loaded only where there is one. */
async function inForceIn(registry: string | undefined): Promise<string | undefined> {
  if (registry === undefined) return undefined;
  const { supergraphOfRegistry } = await import('./nation.ts');
  return supergraphOfRegistry(resolve(registry));
}

/** The audit, written by this process; undefined where the settings switch it off or send it elsewhere. */
async function openAudit(
  config: Config,
  keysOf: (name: SubgraphName) => string,
  dataDir: string,
): Promise<DevAudit | undefined> {
  const { place } = config.audit;
  const isElsewhere = place === 'off' || place?.kind === 'nats';
  if (isElsewhere || auditSubgraph === undefined) return undefined;
  const options = { name: auditSubgraph, gatewayKeys: keysOf(auditSubgraph), dataDir };
  const audit = await startDevAudit(config, options);
  say(`${auditSubgraph} is ready.`);
  return audit;
}

/** What each of our subgraphs is registered to need, by the names of variables. @throws ConfigError for a claim that there is not */
export function registeredClaims(): Map<string, ClaimName[]> {
  return new Map(
    [...subgraphClaims].map(([name, claims]) => [
      upperSnake(name),
      readClaimList(claims, `The registration of ${name}`),
    ]),
  );
}

/** The file in which a running demo stores its addresses. */
export function devFile(config: Pick<Config, 'dataDir'>): string {
  return join(resolve(config.dataDir), 'dev.json');
}

/** Finds a free port: the given one, or any for 0. @throws Error with code EADDRINUSE, before anything starts. */
function probePort(port: number): Promise<number> {
  return new Promise((found, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
