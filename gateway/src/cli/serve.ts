import type { FastifyInstance } from 'fastify';
import type { DeniedFieldsMode } from '../authorization/deniedFields.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import { sameForAll } from './bounds.ts';
import type { Config } from './config.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { createGateway } from '../pipeline/createGateway.ts';
import type { ClaimName } from '../subgraphs/trust/assertedClaims.ts';
import type { CorsOptions } from '../server/cors.ts';
import type { AdminAddress } from '../server/operatorRoutes.ts';
import { type RunningServer, type ServerWorker, startServer } from '../server/startServer.ts';
import { openClientTls } from '../subgraphs/clientTls.ts';
import { everywhereElse } from '../records/changedFacts.ts';
import { documentLimits } from './documentLimits.ts';
import { factsOfOtherWorkers } from '../workers/factsElsewhere.ts';
import type { OtherGateways } from '../workers/factsOfOtherGateways.ts';
import { keysOfOtherWorkers } from '../workers/keysElsewhere.ts';
import { type Seal, sealOf } from '../registry/published/folderSeal.ts';
import { shareDescriptors } from './fileDescriptors.ts';
import { logLine } from './logLine.ts';
import { openConfiguredAudit, reasonOf } from './openConfiguredAudit.ts';
import { logFailure, logReload, openTelemetry } from './openTelemetry.ts';
import { openConfiguredRedis } from './openConfiguredRedis.ts';
import { playgroundOf } from './playgroundOf.ts';
import { openPublished } from './openOperations.ts';
import { setV8Flags } from './v8Flags.ts';

export interface ServeOptions {
  supergraphFile: string;
  /** A registry in Postgres, from which somebody writes the supergraph's file: it is verified before. */
  registry?: string | undefined;
  /** Whom the registry knows in whose folder the supergraph lies. Default: its `keys.json`, where there is one; nothing is verified elsewhere. */
  registryKeys?: string | undefined;
  host: string;
  port: number;
  /** Answer introspection. Default: where the supergraph has no rules. */
  introspection?: boolean | undefined;
  /** Overrides the environment. */
  deniedFields?: DeniedFieldsMode | undefined;
  /** Overrides the environment. */
  drainMs?: number | undefined;
  /** Overrides the environment. */
  planningDeadlineMs?: number | undefined;
  /** Cost budget of one operation for all callers; overrides the environment. */
  maxCost?: number | undefined;
  /** Let identical queries that are in flight at the same time share one run. */
  shareInFlight?: boolean;
  /** Overrides the environment. */
  policiesDir?: string | undefined;
  subgraphUrls?: ReadonlyMap<string, string>;
  /** Claims about callers that subgraphs get, by name in upper snake case, where the environment does not say. */
  subgraphClaims?: ReadonlyMap<string, readonly ClaimName[]>;
  /** Takes the place of what the environment says. */
  audit?: AuditLog | undefined;
  /** Overrides the environment. */
  cors?: CorsOptions | undefined;
  /** Where health and metrics are served, when not beside the graph. */
  admin?: AdminAddress | undefined;
  /** Whether requests may come, beside what the gateway itself needs. Default: always. */
  isReady?(): boolean;
  /** Which of several workers this is. */
  worker?: ServerWorker | undefined;
  /** All people are invented: what is told of them bears a stamp. Default false. */
  isDemo?: boolean;
  /** More routes, instead of what the environment says. */
  routes?(app: FastifyInstance, gateway: Gateway): Promise<void>;
  /** Who is told why an answer is as it is; overrides the environment. */
  explainTo?: 'everyone' | undefined;
}

/** Starts one gateway with its server. */
export async function serve(config: Config, options: ServeOptions): Promise<RunningServer> {
  setV8Flags();
  const descriptors = shareDescriptors();
  const deniedFields = options.deniedFields ?? config.deniedFields;
  if (deniedFields === 'dry-run') for (const warning of dryRunWarnings) logLine('warn', warning);
  const telemetry = await openTelemetry(config.telemetry);
  const trusted = await openPublished(config.edge.operations);
  const audit = options.audit ?? (await openConfiguredAudit(config, options.worker !== undefined));
  const others = config.noticeServers && (await openNotices(config.noticeServers));
  const redis = await openConfiguredRedis(config.edge.redisUrl);
  const clientTls = openClientTls({
    ...config.subgraphTls,
    onReload: (error) =>
      logReload(error, 'certificates for subgraphs reloaded', 'certificates for subgraphs refused, the old ones stay'),
  });
  const closeRest = async () => {
    clientTls.close();
    await redis?.close();
    await trusted?.close();
    await others?.close();
    await telemetry.close();
    if (typeof audit === 'object') await audit.close();
  };
  const gateway = await createGateway({
    audit,
    supergraphFile: options.supergraphFile,
    seal: options.registry === undefined ? sealOfFolder(options) : undefined,
    subgraphUrls: new Map([...config.subgraphUrls, ...(options.subgraphUrls ?? [])]),
    clientTls,
    transport: { ...config.subgraphs.all, limitsOf: config.subgraphs.each, maxConnections: descriptors.subgraphs },
    subscriptions: { socketUrls: config.subgraphSocketUrls, protocols: config.subgraphEventProtocols },
    tokens: config.tokens && { ...config.tokens, ...(await keysOfOtherWorkers()) },
    gatewaySecret: config.gatewaySecret,
    trust: {
      epoch: config.keyEpoch,
      epochs: config.subgraphKeyEpochs,
      claims: new Map([...(options.subgraphClaims ?? []), ...config.subgraphClaims]),
    },
    deniedFields,
    policiesDir: options.policiesDir ?? config.policiesDir,
    factsElsewhere: everywhereElse([(options.worker && factsOfOtherWorkers()) ?? [], others ?? []].flat()),
    introspection: options.introspection,
    planningDeadlineMs: options.planningDeadlineMs ?? config.planningDeadlineMs,
    shareInFlight: options.shareInFlight ?? false,
    keysAskedBack: config.keysAskedBack,
    ...config.bounds,
    ...(options.maxCost !== undefined && { maxCost: sameForAll(options.maxCost) }),
    ...documentLimits,
    rates: config.edge.rates,
    redis,
    shares: config.shares,
    runningCostPercent: config.runningCostPercent,
    documents: {
      trusted,
      enforces: config.edge.operations.mode === 'enforce',
      registers: config.edge.operations.registers,
    },
    explainTo: options.explainTo ?? config.edge.playground,
    observe: telemetry.observe,
    log: logFailure,
    warn: (message, about) => logLine('warn', message, about),
    onReload: (error) => logReload(error, 'supergraph reloaded', 'supergraph refused, the old one stays'),
    onPoliciesReload: (error) => logReload(error, 'policies reloaded', 'policies refused, the old ones stay'),
  }).catch(async (error: unknown) => {
    await closeRest();
    throw error;
  });
  gateway.figures.notices = others;
  try {
    const server = await startServer(gateway, {
      ...options,
      routes: options.routes ?? playgroundOf(config),
      maxConnections: descriptors.clients,
      drainMs: options.drainMs ?? config.drainMs,
      cors: options.cors ?? config.edge.cors,
      compresses: config.edge.compresses,
      requestTimeoutMs: config.edge.requestTimeoutMs,
      proxyHops: config.edge.proxyHops,
      tls: config.edge.tls,
      onTlsReload: (error) => logReload(error, 'certificates reloaded', 'certificates refused, the old ones stay'),
      admin: options.admin,
      fhir: config.edge.fhir && {
        baseUrl: config.edge.fhir.baseUrl,
        secret: config.gatewaySecret,
        issuer: config.tokens?.issuer,
        isDemo: options.isDemo ?? false,
      },
    });
    return {
      ...server,
      async stop(how) {
        await server.stop(how);
        await closeRest();
      },
    };
  } catch (error) {
    await gateway.close();
    await closeRest();
    throw error;
  }
}

function sealOfFolder({ supergraphFile, registryKeys: keysFile }: ServeOptions): Seal | undefined {
  const { en, ar } = unsignedWarning;
  return sealOf(supergraphFile, { keysFile, onUnsigned: () => logLine('warn', en, { ar }) });
}

/** Loads NATS only where it is used. */
async function openNotices(servers: string[]): Promise<OtherGateways> {
  const { factsOfOtherGateways } = await import('../workers/factsOfOtherGateways.ts');
  return factsOfOtherGateways({
    servers,
    onDown: (cause) =>
      logLine('warn', 'other gateways are not heard, no facts about patients are kept', { reason: reasonOf(cause) }),
    onUp: () => logLine('info', 'other gateways are heard'),
  });
}

const unsignedWarning = {
  en: 'nothing in the registry was approved yet: the supergraph in its folder is served as it stands, signed by nobody',
  ar: 'لم يُوافَق على شيء في السجل بعد: يُخدَّم المخطط الذي في مجلده كما هو دون توقيع أحد',
};

const dryRunWarnings = [
  'FIELD RULES ARE NOT ENFORCED: in dry-run everybody reads everything, and answers only tell what would be denied. Never with real data.',
  'قواعد الحقول غير مطبّقة: في وضع التجربة يقرأ الجميع كل شيء، وتكتفي الإجابات بذكر ما كان سيُمنع. لا يُستخدم مع بيانات حقيقية.',
];
