import type { Redis } from '@wasl/kit/redis/redis';
import { followRevocations } from '@wasl/kit/redis/sharedRevocations';
import { getHeapStatistics } from 'node:v8';
import { createDocuments, type DocumentsOptions } from '../documents/documents.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import { type AdmissionOptions, createAdmission } from './admission.ts';
import type { Gateway } from './gateway.ts';
import { HeldBytes } from '../core/heldBytes.ts';
import { measureAudit } from './measureAudit.ts';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createCompileCost, type CostOptions } from './cost/compileCost.ts';
import { readCostAnnotations } from './cost/costAnnotations.ts';
import { type CostBudgets, createBudgets } from './cost/costBudgets.ts';
import { readNodes } from '../nodes/readNodes.ts';
import { createPrepare, type PrepareOptions } from './documents/prepareOperation.ts';
import { largestAnswer } from '../execution/run/spending.ts';
import type { PolicyStore } from '../policies/policyStore.ts';
import type { LogFailure } from './answerError.ts';
import { createExplainsTo } from './explain/explainsTo.ts';
import { createRateLimits, type RateOptions } from './rateLimits.ts';
import { RunningCosts } from './runningCosts.ts';
import { createShares, type ShareOptions } from './shares.ts';
import { openRevokedTokens } from './tokens/revokedTokens.ts';
import { createTokenVerifier, type TokenOptions, type TokenVerifier } from './tokens/tokenVerifier.ts';
import { createDistrustLog } from '../subgraphs/trust/distrust.ts';
import type { TrustOptions } from '../subgraphs/trust/openTrust.ts';
import { createBreakerLog, createFailureLog } from '../subgraphs/failureLog.ts';
import { dropChanged, type FactsElsewhere } from '../records/changedFacts.ts';
import { refuseWeaker } from '../registry/published/refuseWeaker.ts';
import { createFactsCache, type FactsCacheOptions } from '../records/factsCache.ts';
import type { DecideRecord } from '../records/recordQuestion.ts';
import { sayOperation } from '../telemetry/logs/operationName.ts';
import { createFigures } from '../telemetry/figures.ts';
import { createDurationsOf } from '../telemetry/operationFigures.ts';
import { createObserve, type ObserveOptions } from '../telemetry/requests/observe.ts';
import { openSupergraph, type StoreOptions } from '../supergraph/supergraphStore.ts';

export interface GatewayOptions
  extends
    Omit<
      StoreOptions,
      | 'hasTokenVerifier'
      | 'heldBytes'
      | 'hasRecordPolicies'
      | 'hasAudit'
      | 'onReplaced'
      | 'figures'
      | 'createPrepare'
      | 'trust'
    >,
    Omit<PrepareOptions, 'introspection'>,
    CostOptions,
    AdmissionOptions {
  /** Answer introspection, and suggest similar names in errors. Default: where the supergraph has no rule, and so nothing to protect. */
  introspection?: boolean | undefined;
  /** Cost budgets of one operation, by class of caller. Default: `annotatedBudgets` or `unannotatedBudget`, depending on the schema. */
  maxCost?: Partial<CostBudgets> | undefined;
  /** Milliseconds for one answer, subgraphs included. Default 30 000; fields that are missing by then become errors. */
  answerTimeoutMs?: number | undefined;
  /** What one caller or one address may have at once. Default: no limits. */
  shares?: ShareOptions | undefined;
  /**
   * What the operations of one caller that run at once may cost together, in percent of what their class may ask for in one operation. Further
   * ones wait for theirs to end. Default: not limited.
   */
  runningCostPercent?: number | undefined;
  /** Most bytes of answers that all requests hold together. Default: an eighth of the heap's limit, and at least 128 MiB; OVERLOADED beyond. */
  maxHeldBytes?: number | undefined;
  /** File of the supergraph; watched, and reloaded when it changes. */
  supergraphFile: string;
  /** How access tokens are verified; without it every token is refused. */
  tokens?: TokenOptions | undefined;
  /**
   * Folder of Cedar policies, also watched: those that grant names of `@policy` (without them only a token's claim does), and those that
   * decide on records.
   */
  policiesDir?: string | undefined;
  /** Decides on patients' records, instead of the policies in `policiesDir`. */
  decideRecord?: DecideRecord | undefined;
  /** Which documents requests may name by ID, and whether they alone may run. Default: those that clients register. */
  documents?: Omit<DocumentsOptions, 'onDocument'> | undefined;
  /** How often operations may be asked for. Default: not limited. */
  rates?: RateOptions | undefined;
  /** What all gateways share: rates, and which tokens were revoked. Default: nothing. Whoever opened it closes it. */
  redis?: Redis | undefined;
  /** Tells other processes, and other gateways over the same registry, what a mutation may have changed, and hears it from them. */
  factsElsewhere?: FactsElsewhere | undefined;
  /** For how long facts about patients count. */
  facts?: FactsCacheOptions | undefined;
  /** Where it is written down who reads and changes records, or `off`. A supergraph with records is refused without it. */
  audit?: Pick<AuditLog, 'append'> | 'off' | undefined;
  /** What the keys of subgraphs are derived from; without it they are not told who asks, and requests are not signed. */
  gatewaySecret?: string | undefined;
  /** How requests to subgraphs are signed and name the caller. */
  trust?: Omit<TrustOptions, 'masterSecret'> | undefined;
  /**
   * Who is told why an answer is as it is, when they send `x-wasl-explain`: everyone, for invented people only, or whose token has a scope.
   * Default: nobody.
   */
  explainTo?: 'everyone' | { scope: string } | undefined;
  /** How requests are observed. Default: they are not. */
  observe?: ObserveOptions | undefined;
  log: LogFailure;
  /** Called with what an operator should know about a request that is not refused. */
  warn?(message: string, about: Record<string, unknown>): void;
  onReload?(error: unknown): void;
  /** Called after each change of the policies: with undefined when they are in force, with the error when they were refused. */
  onPoliciesReload?(error: unknown): void;
}

/** Creates a gateway. @throws WaslError SUPERGRAPH_REFUSED, or ConfigError for policies that cannot be read. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const figures = createFigures();
  figures.isRedisUp = options.redis?.isUp;
  const heldBytes = new HeldBytes(options.maxHeldBytes ?? defaultHeldBytes());
  const rulesChange = createRulesChange();
  const mayKeep = () => options.factsElsewhere?.isHeard?.() ?? true;
  const facts = createFactsCache({ ...options.facts, mayKeep });
  options.factsElsewhere?.onTold((changed) => dropChanged(facts, changed));
  const policies = await loadPolicies(options, rulesChange.tell);
  const decideRecord = options.decideRecord ?? policies?.decideRecord;
  const tokens = options.tokens && openTokens(options.tokens, options);
  const keysFetched = tokens?.start();
  const closeRest = () => {
    policies?.close();
    tokens?.close();
  };
  const supergraphOptions = {
    ...options,
    createPrepare: (schema: GraphQLSchema, document: DocumentNode, hasRules: boolean) =>
      createPrepare(
        schema,
        { ...options, introspection: options.introspection ?? !hasRules },
        createCompileCost(schema, readCostAnnotations(document), options),
        readNodes(document),
      ),
    transport: {
      maxResponseBytes: largestAnswer(options.maxReceivedBytes),
      ...options.transport,
      onFailure: options.warn && createFailureLog(options.warn),
      onDistrust: options.warn && createDistrustLog(options.warn),
      onBreaker: options.warn && createBreakerLog(options.warn),
      health: new Map(),
    },
    trust: options.gatewaySecret === undefined ? undefined : { ...options.trust, masterSecret: options.gatewaySecret },
    hasTokenVerifier: options.tokens !== undefined,
    hasRecordPolicies: decideRecord !== undefined,
    hasAudit: options.audit !== undefined,
    onReplaced: rulesChange.tell,
    refuseWeaker,
    heldBytes,
    figures,
  };
  const onReload = (error: unknown) => {
    figures.reloads[error === undefined ? 'ok' : 'failed'] += 1;
    figures.isSupergraphRefused = error !== undefined;
    options.onReload?.(error);
  };
  const supergraph = await openSupergraph(options.supergraphFile, supergraphOptions, onReload).catch(
    (error: unknown) => {
      closeRest();
      throw error;
    },
  );
  await keysFetched;
  return {
    isReady: () => tokens?.isReady() ?? true,
    admission: createAdmission(options),
    shares: createShares(options.shares),
    runningCosts: options.runningCostPercent === undefined ? undefined : new RunningCosts(options.runningCostPercent),
    heldBytes,
    answerTimeoutMs: options.answerTimeoutMs ?? 30_000,
    supergraph,
    verifyToken: tokens?.verify,
    rates: createRateLimits(options.rates, { redis: options.redis, figures: figures.limits }),
    documents: createDocuments({ ...options.documents, onDocument: (origin) => (figures.documents[origin] += 1) }),
    decideRecord,
    facts,
    dropFacts(changed) {
      dropChanged(facts, changed);
      options.factsElsewhere?.tell(changed);
    },
    audit: typeof options.audit === 'object' ? measureAudit(options.audit, figures) : undefined,
    explainsTo: options.explainTo && createExplainsTo(options.explainTo),
    grantPolicies: policies?.grant ?? ((caller) => caller),
    onRulesChange: rulesChange.listen,
    signsRequests: options.gatewaySecret !== undefined,
    costBudget: createBudgets(options.maxCost),
    denials: {
      mode: options.deniedFields ?? 'filter',
      onDenied: (count) => (figures.deniedFields += count),
      onWouldDeny: (operation, fields) =>
        options.warn?.('dry-run: rules would have denied fields', { operation: sayOperation(operation), fields }),
    },
    figures,
    durationsOf: options.documents?.trusted && createDurationsOf(figures.operations),
    observe: createObserve(options.observe ?? {}),
    log: options.log,
    async close() {
      closeRest();
      await supergraph.close();
    },
  };
}

/** What an answer takes as objects is several times its JSON. */
function defaultHeldBytes(): number {
  return Math.max(128 * 1024 * 1024, getHeapStatistics().heap_size_limit / 8);
}

function openTokens(tokens: TokenOptions, { warn, redis }: Pick<GatewayOptions, 'warn' | 'redis'>): TokenVerifier {
  const { revokedTokensFile } = tokens;
  const tell = (message: string, about: Record<string, unknown>, cause: unknown) =>
    warn?.(message, { ...about, reason: reasonOf(cause) });
  const revoked =
    revokedTokensFile === undefined
      ? undefined
      : openRevokedTokens(revokedTokensFile, (cause) =>
          tell('the list of revoked tokens cannot be read, what was known stays', { file: revokedTokensFile }, cause),
        );
  const verifier = createTokenVerifier({
    onKeyFailure: ({ href }, cause) => tell('the keys of tokens cannot be fetched', { jwksUrl: href }, cause),
    ...tokens,
    isRevoked: revoked?.has ?? tokens.isRevoked,
    isRevokedElsewhere: redis && followRevocations(redis).has,
  });
  return {
    ...verifier,
    close() {
      verifier.close();
      revoked?.close();
    },
  };
}

/** A parser's message quotes what it read. */
function reasonOf(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'what came is not JSON';
  return cause instanceof Error ? cause.message : String(cause);
}

/** Loads Cedar only where policies are configured: it is some megabytes of WebAssembly. */
async function loadPolicies(
  { policiesDir, warn, onPoliciesReload }: GatewayOptions,
  tellChange: () => void,
): Promise<PolicyStore | undefined> {
  if (policiesDir === undefined) return undefined;
  const { openPolicies } = await import('../policies/policyStore.ts');
  return openPolicies(policiesDir, {
    onPolicyError: (policy, reason) => warn?.('a policy failed, so it denied', { policy, reason }),
    onReload(error) {
      if (error === undefined) tellChange();
      onPoliciesReload?.(error);
    },
  });
}

function createRulesChange() {
  const listeners = new Set<() => void>();
  return {
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(): void {
      for (const listener of listeners) listener();
    },
  };
}
