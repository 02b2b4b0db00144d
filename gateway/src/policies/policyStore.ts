import { randomUUID } from 'node:crypto';
import { ConfigError } from '../core/configError.ts';
import type { DecideRecord, RecordDecision, RecordQuestion } from '../records/recordQuestion.ts';
import type { OnPolicyError } from './evaluator.ts';
import { createPolicyGrants, type GrantPolicies } from './policyGrants.ts';
import { isRecordFile, markPolicyFiles, parsePolicies, type PolicyFiles, readPolicyFiles } from './readPolicies.ts';
import { readRecordPolicies } from './records/readRecordPolicies.ts';
import { createRecordDecisions } from './records/recordDecisions.ts';

/** The policies in force. */
export interface PolicyStore {
  grant: GrantPolicies;
  /** Decides on records; undefined when the folder had no record policies at start. */
  decideRecord: DecideRecord | undefined;
  close(): void;
}

export interface PolicyStoreOptions {
  onPolicyError: OnPolicyError;
  /** Called after each later load: with undefined when the new policies are in force, with the error when the old ones stay. */
  onReload(error: unknown): void;
}

const lookEveryMs = 1_000;
/** Looks after which files are read though nothing tells of a change: some file systems' times are coarse. */
const mostLooks = 10;

/**
 * Loads a folder of policies, and again when its files change. A change counts once two reads in a row agree: a half-written file may lack
 * its forbids and still be valid Cedar. Decisions by the old policies are dropped with them. Unusable policies leave the old ones in force.
 * @throws ConfigError when they cannot be read at start.
 */
export async function openPolicies(folder: string, options: PolicyStoreOptions): Promise<PolicyStore> {
  const policySet = randomUUID();
  const first = await readPolicyFiles(folder);
  let inForce = load(first);
  const decidesRecords = inForce.decideRecord !== undefined;
  let settled = nameOf(first);
  let unsettled = settled;
  /** The mark of files that were read and are in force; taken before they were read, so that no change falls between. */
  let settledMark: string | undefined;
  let looks = 0;
  let timer = setTimeout(look, lookEveryMs).unref();
  let isClosed = false;

  /** Both kinds of policies are loaded before either takes effect: one must not be new while the other is old. */
  function load(files: PolicyFiles): Pick<PolicyStore, 'grant' | 'decideRecord'> {
    const records = readRecordPolicies(files);
    const fields = parsePolicies(files);
    return {
      grant: createPolicyGrants(fields, options.onPolicyError, policySet),
      decideRecord: records && createRecordDecisions(records, options.onPolicyError, `${policySet} records`),
    };
  }

  function reload(files: PolicyFiles): void {
    if (decidesRecords !== files.some(([file]) => isRecordFile(file)))
      throw new ConfigError(
        decidesRecords
          ? `${folder} no longer holds policies about records: stop the gateway to do without them.`
          : `${folder} holds policies about records now: restart the gateway to decide by them.`,
      );
    inForce = load(files);
  }

  function decideRecord(question: RecordQuestion): RecordDecision {
    if (inForce.decideRecord === undefined) throw new Error('No policies about records are in force.');
    return inForce.decideRecord(question);
  }

  decideRecord.inForce = (): object => inForce;
  decideRecord.meaningOf = (policy: string) => inForce.decideRecord?.meaningOf?.(policy);

  async function look(): Promise<void> {
    const mark = await markPolicyFiles(folder);
    looks += 1;
    if (mark === undefined || mark !== settledMark || looks >= mostLooks) await read(mark);
    if (!isClosed) timer = setTimeout(look, lookEveryMs).unref();
  }

  async function read(mark: string | undefined): Promise<void> {
    looks = 0;
    const found = await readPolicyFiles(folder).catch((error: unknown) => error as Error);
    if (isClosed) return;
    const name = nameOf(found);
    if (name !== settled && name === unsettled) takeOver(found, name);
    settledMark = name === settled && name === unsettled ? mark : undefined;
    unsettled = name;
  }

  function takeOver(found: PolicyFiles | Error, name: string): void {
    settled = name;
    try {
      if (found instanceof Error) throw found;
      reload(found);
    } catch (error) {
      return options.onReload(error);
    }
    options.onReload(undefined);
  }

  return {
    grant: (...request) => inForce.grant(...request),
    decideRecord: decidesRecords ? decideRecord : undefined,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Identifies what was read: equal for the same files, and for the same read error. */
function nameOf(found: PolicyFiles | Error): string {
  return found instanceof Error ? found.message : JSON.stringify(found);
}
