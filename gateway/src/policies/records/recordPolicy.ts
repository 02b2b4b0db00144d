import { type PolicyJson, policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../../core/configError.ts';
import type { RecordDenialCode, RecordGround } from '../../records/recordQuestion.ts';

/** The annotations of a record policy. */
export type RecordPolicy = {
  id: string;
  /** Its meaning, in English and Arabic. */
  en: string;
  ar: string;
} & (
  { effect: 'permit'; ground: RecordGround } | { effect: 'forbid'; code: RecordDenialCode; hidesExistence: boolean }
);

/** Grounds of permits. If several apply, the first in this list is reported; grounds that are exceptions come last. */
export const grounds: readonly RecordGround[] = [
  'OWN_RECORD',
  'GUARDIAN',
  'TREATMENT',
  'PRESCRIPTION',
  'ORDER',
  'REGISTRATION',
  'AUDIT',
  'CONTRACT',
  'SEARCH',
  'PLACING',
  'BREAK_GLASS',
  'CONSENT',
  'EMERGENCY',
];

/** Codes of forbids. If several apply, the first in this list is reported: those that reveal less about the patient come first. */
export const forbidCodes: readonly RecordDenialCode[] = [
  'PURPOSE_NOT_ALLOWED',
  'NO_TREATMENT_RELATIONSHIP',
  'CONSENT_DENIED',
  'RESTRICTED_RECORD',
];

/** Parses a policy to JSON. @throws ConfigError that names its place. */
export function parsePolicy(place: string, text: string): PolicyJson {
  const answer = policyToJson(text);
  if (answer.type === 'failure') throw new ConfigError(`${place}: ${answer.errors[0]?.message}`);
  return answer.json;
}

/** Reads a policy's annotations. @throws ConfigError that names its place and the annotation that is missing or wrong. */
export function readRecordPolicy(place: string, { effect, annotations = {} }: PolicyJson): RecordPolicy {
  const read = (name: string): string => {
    const value = Object.hasOwn(annotations, name) ? annotations[name]?.trim() : undefined;
    if (value) return value;
    throw new ConfigError(`${place}: the policy has no @${name}("…").`);
  };
  const said = { id: read('id'), en: read('en'), ar: read('ar') };
  if (effect === 'permit') return { ...said, effect, ground: oneOf(place, 'ground', grounds, read('ground')) };
  const hides = Object.hasOwn(annotations, 'hides') ? oneOf(place, 'hides', ['existence'], read('hides')) : undefined;
  return {
    ...said,
    effect,
    code: oneOf(place, 'code', forbidCodes, read('code')),
    hidesExistence: hides !== undefined,
  };
}

/** The sensitivities that policies mention: others change no decision. */
export function sensitivitiesIn(policies: readonly PolicyJson[]): Set<string> {
  const found = new Set<string>();
  JSON.parse(JSON.stringify(policies), (_, value: unknown) => {
    if (isEntity(value) && value.type === 'Sensitivity') found.add(value.id);
    return value;
  });
  return found;
}

function isEntity(value: unknown): value is { type: string; id: string } {
  return typeof value === 'object' && value !== null && 'type' in value && 'id' in value;
}

function oneOf<T extends string>(place: string, annotation: string, known: readonly T[], value: string): T {
  const found = known.find((item) => item === value);
  if (found === undefined)
    throw new ConfigError(`${place}: @${annotation}("${value}") is not known. Known are ${known.join(', ')}.`);
  return found;
}
