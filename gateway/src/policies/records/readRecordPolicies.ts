import { basename } from 'node:path';
import { type PolicyJson, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../../core/configError.ts';
import {
  explain,
  isRecordFile,
  parseFile,
  type PolicyFiles,
  type PolicyTexts,
  recordSchemaName,
} from '../readPolicies.ts';
import { parsePolicy, type RecordPolicy, readRecordPolicy, sensitivitiesIn } from './recordPolicy.ts';
import { readRecordSchema } from './recordSchema.ts';

/** The validated record policies of a folder. */
export interface RecordPolicies {
  texts: PolicyTexts;
  /** By place, in file order. */
  policies: ReadonlyMap<string, RecordPolicy>;
  sensitivities: { known: ReadonlySet<string>; mentioned: ReadonlySet<string> };
}

/**
 * Reads and validates the `record-….cedar` files against `record.cedarschema`; undefined when the folder has neither.
 * @throws ConfigError that names the file and line of an error.
 */
export function readRecordPolicies(files: PolicyFiles): RecordPolicies | undefined {
  const recordFiles = files.filter(([file]) => isRecordFile(file));
  const schema = files.find(([file]) => basename(file) === recordSchemaName);
  if (recordFiles.length === 0) {
    if (schema === undefined) return undefined;
    throw new ConfigError(`${schema[0]}: there is no policy about records beside it, in a file record-….cedar.`);
  }
  if (schema === undefined)
    throw new ConfigError(`${recordFiles[0]?.[0]}: ${recordSchemaName} is missing beside it, so it cannot be checked.`);
  const known = readRecordSchema(...schema);
  const placed = recordFiles.flatMap(([file, text]) => parseFile(file, text));
  if (placed.length === 0) throw new ConfigError(`${recordFiles[0]?.[0]}:1: it holds no policy.`);
  const texts = Object.fromEntries(placed);
  validatePolicies(texts, schema[1]);
  const parsed = placed.map(([place, text]) => [place, parsePolicy(place, text)] as const);
  return {
    texts,
    policies: readAll(parsed),
    sensitivities: { known, mentioned: sensitivitiesIn(parsed.map(([, json]) => json)) },
  };
}

function readAll(parsed: readonly (readonly [place: string, json: PolicyJson])[]): Map<string, RecordPolicy> {
  const placeOf = new Map<string, string>();
  return new Map(
    parsed.map(([place, json]) => {
      const policy = readRecordPolicy(place, json);
      const other = placeOf.get(policy.id);
      if (other !== undefined)
        throw new ConfigError(`${place}: @id("${policy.id}") is taken by the policy at ${other}.`);
      placeOf.set(policy.id, place);
      return [place, policy];
    }),
  );
}

/** Warnings count as errors: a policy that can never apply is a mistake. */
function validatePolicies(texts: PolicyTexts, schema: string): void {
  const answer = validate({
    validationSettings: { mode: 'strict' },
    schema,
    policies: { staticPolicies: { ...texts } },
  });
  if (answer.type === 'failure') throw new ConfigError(`The policies cannot be checked: ${answer.errors[0]?.message}`);
  const [found] = [...answer.validationErrors, ...answer.validationWarnings];
  if (found === undefined) return;
  const { policyId: place, error } = found;
  const [, file = place, line = '1'] = /^(.*):(\d+)(?: \(policy \d+\))?$/.exec(place) ?? [];
  const message = error.message.replace(`for policy \`${place}\``, '').replace(/^[,:] /, '');
  throw new ConfigError(explain(file, texts[place] ?? '', { ...error, message }, Number(line)));
}
