import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { type AuthorizeOperation, createAuthorize } from '../authorization/authorizeOperation.ts';
import type { DeniedFieldsMode } from '../authorization/deniedFields.ts';
import { namedScopes } from '../authorization/namedScopes.ts';
import { readRequirements } from '../authorization/readRequirements.ts';
import { readSecurityDirectives } from '../authorization/securityDirectives.ts';
import { stripSecurity } from '../authorization/stripSecurity.ts';
import { createExecutor } from '../execution/createExecutor.ts';
import type { RunLimits } from '../execution/run/spending.ts';
import type { Executor } from '../execution/executor.ts';
import { shareRuns } from '../execution/shareRuns.ts';
import type { ClientTlsStore } from '../subgraphs/clientTls.ts';
import { faultOfAddress, httpProtocols, socketProtocols } from '../subgraphs/readAddress.ts';
import { createOpenEvents, type EventOptions } from '../subgraphs/subscriptions/openEvents.ts';
import { createAskPatientsApart } from '../records/askPatientsApart.ts';
import { createFactsReader, type FactsReader } from '../records/factsReader.ts';
import { createRecordLookUp, type LookUpRecord } from '../records/recordLookUp.ts';
import { readRecordDirectives, type RecordSchema } from '../records/recordDirectives.ts';
import { selectFacts } from '../records/selectFacts.ts';
import { createFigures, type Figures } from '../telemetry/figures.ts';
import type { OnDistrust } from '../subgraphs/trust/distrust.ts';
import { openTrust, type TrustOptions } from '../subgraphs/trust/openTrust.ts';
import { createTransport, type TransportOptions } from '../subgraphs/transport.ts';
import type { HeldBytes } from '../core/heldBytes.ts';
import { subgraphUrlsOf } from '../core/subgraphUrls.ts';
import { type SystemTitle, titlesOf } from '../core/systemTitles.ts';
import { upperSnake } from '../core/upperSnake.ts';
import type { Prepare } from '../core/preparedOperation.ts';

const largestSupergraphBytes = 64 * 1024 * 1024;

/** One version of the supergraph with everything derived from it; replaced as a whole when the file changes. */
export interface LoadedSupergraph {
  prepare: Prepare;
  authorize: AuthorizeOperation;
  executor: Executor;
  /** The supergraph as it was read. */
  document: DocumentNode;
  /** What of it is about patients; `facts` is there where anything is. */
  records: RecordSchema;
  facts: FactsReader | undefined;
  lookUpRecord: LookUpRecord;
  /** The beginning of the SHA-256 of its SDL, by which operators compare versions. */
  hash: string;
  /** What people call the subgraphs that have a title, by name. */
  titles: ReadonlyMap<string, SystemTitle>;
  close(): Promise<void>;
}

export interface SupergraphOptions extends Partial<Record<keyof RunLimits, number | undefined>> {
  /** Makes the function that prepares operations on the clients' schema of a supergraph; `hasRules` says whether it protects anything. */
  createPrepare(schema: GraphQLSchema, supergraph: DocumentNode, hasRules: boolean): Prepare;
  /** URLs that override those in the supergraph, by subgraph name, as it is or in upper snake case. */
  subgraphUrls: ReadonlyMap<string, string>;
  transport?: Omit<TransportOptions, 'urls' | 'figures' | 'signers'>;
  /** What the gateway shows subgraphs over TLS, and whom it trusts. Default: no certificate, and the authorities that Node trusts. */
  clientTls?: Pick<ClientTlsStore, 'of' | 'hasOwn'> | undefined;
  /** How requests to subgraphs are signed. Default: they are not. */
  trust?: TrustOptions | undefined;
  /** Counters, shared by all versions. */
  figures?: Figures;
  /** Milliseconds that planning one operation may take. Default 5 000; past it the operation is refused. */
  planningDeadlineMs?: number | undefined;
  /** Most bytes of planned operations that are cached. Default 128 MiB. */
  maxCachedBytes?: number | undefined;
  /** Milliseconds for which an operation that cannot be planned is refused without another attempt; less where it was only late. Default 60 000. */
  refusalTtlMs?: number | undefined;
  /** Let identical queries that are in flight at the same time share one run. Default false. */
  shareInFlight?: boolean;
  /** Names of subgraphs whose entities are taken only with the keys that they were asked by. Default: none. */
  keysAskedBack?: ReadonlySet<string> | undefined;
  /** Counts the bytes of answers in flight. Default: without a limit. */
  heldBytes?: HeldBytes | undefined;
  /** How subgraphs are subscribed to; names as in `subgraphUrls`. */
  subscriptions?: Omit<EventOptions, 'urls' | 'signers' | 'onDistrust'>;
  /** Whether tokens can be verified: a supergraph with rules is refused when they cannot. */
  hasTokenVerifier: boolean;
  /** Whether there are policies for records: a supergraph with records is refused without them. */
  hasRecordPolicies?: boolean;
  /** Whether it is written down who reads records, or was said that it is not to be: a supergraph with records is refused otherwise. */
  hasAudit?: boolean;
  /** What an answer does about denied fields. Default `filter`. */
  deniedFields?: DeniedFieldsMode | undefined;
}

/** Loads a supergraph. @throws WaslError SUPERGRAPH_REFUSED with the reason. */
export async function loadSupergraph(sdl: string, options: SupergraphOptions): Promise<LoadedSupergraph> {
  const document = readSdl(sdl);
  const directives = readSecurityDirectives(document);
  const requirements = readRequirements(document, directives);
  if (requirements.hasRules && !options.hasTokenVerifier) {
    throw refused(
      undefined,
      'it has rules about who may read what, and no token verifier is configured: set WASL_JWKS_URL',
    );
  }
  const records = readRecordDirectives(document);
  if (records.hasRecords && !options.hasRecordPolicies)
    throw refused(undefined, 'it holds records of patients, and no policies decide on them: set WASL_POLICIES_DIR');
  if (records.hasRecords && !options.hasAudit) {
    throw refused(
      undefined,
      'it holds records of patients, and nothing writes down who reads them: set WASL_AUDIT_URL, or WASL_AUDIT=off to go without',
    );
  }
  const { figures = createFigures() } = options;
  const urls = subgraphAddresses(document, options.subgraphUrls);
  for (const [name, address] of urls)
    if (address.startsWith('http:') && options.clientTls?.hasOwn(name))
      throw refused(
        undefined,
        `the address of the subgraph ${name} must begin with https://: it has TLS files of its own`,
      );
  for (const [name, address] of options.subscriptions?.socketUrls ?? []) {
    const fault = faultOfAddress(address, socketProtocols);
    if (fault !== undefined) throw refused(undefined, `the WebSocket address of the subgraph ${name} ${fault}`);
  }
  const signers = options.trust && openTrust(namedScopes(document, directives), options.trust);
  const onDistrust: OnDistrust = (subgraph, distrust) => {
    figures.distrust.add(subgraph, distrust.reason);
    options.transport?.onDistrust?.(subgraph, distrust);
  };
  const trusted = { urls, signers, onDistrust, tlsOf: options.clientTls?.of };
  const {
    transport,
    neighbourOf,
    close: closeTransport,
  } = createTransport({ ...options.transport, ...trusted, figures });
  const { openEvents, close: closeEvents } = createOpenEvents({
    neighbourOf,
    onFailure(subgraph, reason, status) {
      figures.subgraphFailures.add(subgraph, 'subscription', status === undefined ? '' : String(status));
      options.transport?.onFailure?.(subgraph, reason, status);
    },
    ...options.subscriptions,
    ...trusted,
  });
  const close = async () => void (await Promise.all([closeTransport(), closeEvents()]));
  const facts = records.hasRecords ? createFactsReader(document, transport) : undefined;
  const lookUpRecord = createRecordLookUp(document, records, transport);
  const plannable = stripSecurity(document, directives);
  const executor = await createExecutor(document, plannable, transport, {
    ...options,
    figures,
    openEvents,
    extend: records.hasRecords ? (operation, schema) => selectFacts(operation, schema, records) : undefined,
    revise: records.hasRecords ? createAskPatientsApart(document, records) : undefined,
  }).catch(async (cause: unknown) => {
    await close();
    throw refused(cause);
  });
  return {
    prepare: options.createPrepare(executor.schema, document, requirements.hasRules),
    authorize: createAuthorize(executor.schema, requirements, options.deniedFields),
    document,
    records,
    facts,
    lookUpRecord,
    hash: createHash('sha256').update(sdl).digest('hex').slice(0, 12),
    titles: titlesOf(document),
    executor: options.shareInFlight ? shareRuns(executor, options.heldBytes) : executor,
    async close() {
      await executor.close();
      await close();
    },
  };
}

/** Reads a supergraph file. @throws WaslError SUPERGRAPH_REFUSED when it is missing, not a file or far too large. */
export async function readSupergraphFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > largestSupergraphBytes) throw new Error(`it is larger than ${largestSupergraphBytes} bytes`);
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw refused(cause, `${file} cannot be read`);
  }
}

function readSdl(sdl: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (cause) {
    throw refused(cause);
  }
}

/** The URL of each subgraph: the supergraph's, unless the settings say another. */
function subgraphAddresses(document: DocumentNode, overrides: ReadonlyMap<string, string>): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const [name, url] of subgraphUrlsOf(document)) {
    const address = overrides.get(name) ?? overrides.get(upperSnake(name)) ?? url;
    const fault = faultOfAddress(address, httpProtocols);
    if (fault !== undefined) throw refused(undefined, `the address of the subgraph ${name} ${fault}`);
    addresses.set(name, address);
  }
  if (addresses.size === 0) throw refused(undefined, 'it names no subgraph, so it is not a federation 2 supergraph');
  return addresses;
}

function refused(cause: unknown, reason = cause instanceof Error ? cause.message : String(cause)): WaslError {
  const detail = cause instanceof Error && !reason.includes(cause.message) ? `${reason}: ${cause.message}` : reason;
  return new WaslError('SUPERGRAPH_REFUSED', { reason: detail }, { cause });
}
