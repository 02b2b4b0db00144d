import { ConfigError } from '../core/configError.ts';
import type { DecideRecord } from '../records/recordQuestion.ts';
import { readPolicyFiles } from './readPolicies.ts';
import { readRecordPolicies } from './records/readRecordPolicies.ts';
import { createRecordDecisions } from './records/recordDecisions.ts';
import type { RecordPolicy } from './records/recordPolicy.ts';

/** A folder's record policies, for tools that decide without a gateway. */
export interface LoadedRecordPolicies {
  decide: DecideRecord;
  /** In file order. */
  policies: RecordPolicy[];
}

/** Loads a folder's record policies. @throws ConfigError for a folder without any, or with unusable ones. */
export async function loadRecordPolicies(folder: string): Promise<LoadedRecordPolicies> {
  const read = readRecordPolicies(await readPolicyFiles(folder));
  if (read === undefined) throw new ConfigError(`${folder} holds no policies about records: no file record-….cedar.`);
  const decide = createRecordDecisions(read, (place, message) => {
    throw new ConfigError(`${place}: the policy fails: ${message}`);
  });
  return { decide, policies: [...read.policies.values()] };
}
