import { ConfigError } from '../core/configError.ts';
import type { DecideRecord } from '../records/recordQuestion.ts';
import { readPolicyFiles } from './readPolicies.ts';
import { readRecordPolicies } from './records/readRecordPolicies.ts';
import { createRecordDecisions } from './records/recordDecisions.ts';
import type { RecordPolicy } from './records/recordPolicy.ts';

/** The policies about records of a folder, for tools that decide without a gateway. */
export interface LoadedRecordPolicies {
  decide: DecideRecord;
  /** In the order of the files. */
  policies: RecordPolicy[];
}

/** @throws ConfigError for a folder without policies about records, or with what cannot be used. */
export async function loadRecordPolicies(folder: string): Promise<LoadedRecordPolicies> {
  const read = readRecordPolicies(await readPolicyFiles(folder));
  if (read === undefined) throw new ConfigError(`${folder} holds no policies about records: no file record-….cedar.`);
  const decide = createRecordDecisions(read, (place, message) => {
    throw new ConfigError(`${place}: the policy fails: ${message}`);
  });
  return { decide, policies: [...read.policies.values()] };
}
