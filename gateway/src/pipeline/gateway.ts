import type { DenialsOptions } from '../authorization/denials.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import type { Documents } from '../documents/documents.ts';
import type { Caller } from '../core/caller.ts';
import type { HeldBytes } from '../core/heldBytes.ts';
import type { GrantPolicies } from '../policies/policyGrants.ts';
import type { ChangedFacts } from '../records/changedFacts.ts';
import type { FactsCache } from '../records/factsCache.ts';
import type { DecideRecord } from '../records/recordQuestion.ts';
import type { SupergraphStore } from '../supergraph/supergraphStore.ts';
import type { Figures } from '../telemetry/figures.ts';
import type { DurationsOf } from '../telemetry/operationFigures.ts';
import type { Observe } from '../telemetry/requests/observe.ts';
import type { Admission } from './admission.ts';
import type { LogFailure } from './answerError.ts';
import type { RateLimits } from './rateLimits.ts';
import type { RunningCosts } from './runningCosts.ts';
import type { Shares } from './shares.ts';
import type { VerifyToken } from './tokens/tokenVerifier.ts';

/** What the pipeline's stages use. */
export interface Gateway {
  /** Whether requests may come: the keys of tokens have been fetched, where tokens are verified. */
  isReady(): boolean;
  admission: Admission;
  /** What callers and addresses have at once. */
  shares: Shares;
  /** What the running operations of each caller cost; undefined where that is not limited. */
  runningCosts: RunningCosts | undefined;
  /** Bytes of answers in flight. */
  heldBytes: HeldBytes;
  /** Milliseconds for one answer, subgraphs included; fields that are missing by then become errors. Streams have no such limit. */
  answerTimeoutMs: number;
  supergraph: SupergraphStore;
  verifyToken: VerifyToken | undefined;
  /** How often operations may be asked for; undefined where that is not limited. */
  rates: RateLimits | undefined;
  /** Finds the documents that requests name by ID. */
  documents: Documents;
  grantPolicies: GrantPolicies;
  /** Decides on records by the policies in force; undefined where there are none. */
  decideRecord: DecideRecord | undefined;
  /** What is known of callers and patients, for seconds. */
  facts: FactsCache;
  /** Forgets what may have changed, here and wherever else this gateway runs. */
  dropFacts(changed: ChangedFacts): void;
  /** Where it is written down who reads and changes records; undefined where that is switched off. */
  audit: Pick<AuditLog, 'append'> | undefined;
  /** Whether a caller may see why an answer is as it is; undefined where nobody may. */
  explainsTo: ((caller: Caller) => boolean) | undefined;
  /** Calls back whenever another supergraph or other policies came into force, until what it returns is called. */
  onRulesChange(listener: () => void): () => void;
  /** Whether requests to subgraphs are signed and name the caller. */
  signsRequests: boolean;
  /** The cost budget of one operation for a caller; `isAnnotated` says whether the schema has cost annotations. */
  costBudget(caller: Caller, isAnnotated: boolean): number;
  denials: DenialsOptions;
  figures: Figures;
  /** Where the durations of an operation's answers are kept; undefined where no operation is published. */
  durationsOf: DurationsOf | undefined;
  /** Begins to observe a request; undefined where neither traces nor a log of requests is on. */
  observe: Observe | undefined;
  log: LogFailure;
  close(): Promise<void>;
}
