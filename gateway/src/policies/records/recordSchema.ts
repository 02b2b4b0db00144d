import { preparsePolicySet, preparseSchema, schemaToJson, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../../core/configError.ts';
import { isRole, type Role, roles } from '@wasl/schema/roles.ts';
import {
  confidentialities,
  purposesOfUse,
  recordCategories,
  type RecordQuestion,
} from '../../records/recordQuestion.ts';
import { explain } from '../readPolicies.ts';
import { otherSensitivity, recordRequest } from './recordRequest.ts';

/** Cedar's name for the schema while it is checked, and for the empty policy set that this needs. */
const schemaName = 'record schema';

/** All roles, in the order of `schema/roles.ts`. */
export const allRoles: readonly Role[] = Object.keys(roles).filter(isRole);

/** A question without any fact that would permit it. */
export const plainQuestion: RecordQuestion = {
  action: 'read',
  role: 'citizen',
  purpose: 'PATRQT',
  category: 'CONDITIONS',
  labels: { confidentiality: 'N', sensitivities: [] },
  facts: {
    isOwn: false,
    guardianOf: 'nobody',
    isTreating: false,
    hasActivePrescription: false,
    isGlassBroken: false,
    consent: 'none',
    isAuthorsSpecialty: false,
    isAuthor: false,
    isPerformer: false,
  },
};

/**
 * Reads the sensitivities of a schema, and checks that it covers every question that the gateway can ask.
 * @throws ConfigError for an invalid schema, or one that lacks a name which the gateway uses.
 */
export function readRecordSchema(file: string, text: string): ReadonlySet<string> {
  const parsed = preparseSchema(schemaName, text);
  if (parsed.type === 'failure') throw new ConfigError(explain(file, text, parsed.errors[0]));
  preparsePolicySet(schemaName, { staticPolicies: {} });
  for (const question of everyWord()) {
    const reason = refusal(question);
    if (reason !== undefined)
      throw new ConfigError(`${file}: the gateway asks what the schema does not allow: ${reason}`);
  }
  return new Set(enumOf(text, 'Sensitivity'));
}

/** Questions that use each name of the schema at least once. */
function everyWord(): RecordQuestion[] {
  const { facts, labels } = plainQuestion;
  return [
    ...allRoles.map((role) => ({ ...plainQuestion, role })),
    ...purposesOfUse.map((purpose) => ({ ...plainQuestion, purpose })),
    ...recordCategories.map((category) => ({ ...plainQuestion, category, action: 'write' as const })),
    ...confidentialities.map((confidentiality) => ({ ...plainQuestion, labels: { ...labels, confidentiality } })),
    ...(['child', 'adolescent'] as const).map((guardianOf) => ({ ...plainQuestion, facts: { ...facts, guardianOf } })),
    ...(['permit', 'deny'] as const).map((consent) => ({ ...plainQuestion, facts: { ...facts, consent } })),
    { ...plainQuestion, labels: { ...labels, sensitivities: [otherSensitivity] } },
  ];
}

function refusal(question: RecordQuestion): string | undefined {
  const { action, ...asked } = recordRequest(question);
  const answer = statefulIsAuthorized({
    ...asked,
    action: { type: 'Action', id: action },
    preparsedSchemaName: schemaName,
    validateRequest: true,
    preparsedPolicySetId: schemaName,
    entities: [],
  });
  return answer.type === 'failure' ? answer.errors[0]?.message : undefined;
}

function enumOf(schema: string, name: string): readonly string[] {
  const answer = schemaToJson(schema);
  const type = answer.type === 'success' ? answer.json['']?.entityTypes[name] : undefined;
  return type !== undefined && 'enum' in type ? type.enum : [];
}
