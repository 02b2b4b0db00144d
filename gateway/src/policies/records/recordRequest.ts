import type { EntityUidJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { RecordQuestion } from '../../records/recordQuestion.ts';
import type { Asked } from '../evaluator.ts';

/** Replaces every sensitivity that the schema does not define: an unknown label must not count as no label. */
export const otherSensitivity = 'OTHER';

/** A question as a Cedar request, by `record.cedarschema`. */
export function recordRequest(question: RecordQuestion): Asked {
  const { role, action, category, purpose, labels, facts } = question;
  return {
    principal: { type: 'Role', id: role },
    action,
    resource: { type: 'Category', id: category },
    context: {
      purpose: entity('Purpose', purpose),
      confidentiality: entity('Confidentiality', labels.confidentiality),
      sensitivities: labels.sensitivities.map((code) => entity('Sensitivity', code)),
      isOwn: facts.isOwn,
      guardianOf: entity('Guardianship', facts.guardianOf),
      isTreating: facts.isTreating,
      hasActivePrescription: facts.hasActivePrescription,
      isGlassBroken: facts.isGlassBroken,
      consent: entity('Consent', facts.consent),
      isAuthor: facts.isAuthor ?? false,
      isAuthorsSpecialty: facts.isAuthorsSpecialty,
      isPerformer: facts.isPerformer ?? false,
    },
  };
}

/** Cache key of a question: equal for questions that policies cannot distinguish. */
export function recordKey({ role, action, category, purpose, labels, facts }: RecordQuestion): string {
  const bits =
    (facts.isOwn ? 1 : 0) +
    (facts.isTreating ? 2 : 0) +
    (facts.hasActivePrescription ? 4 : 0) +
    (facts.isGlassBroken ? 8 : 0) +
    (facts.isAuthor ? 16 : 0) +
    (facts.isAuthorsSpecialty ? 32 : 0) +
    (facts.isPerformer ? 64 : 0);
  const { confidentiality, sensitivities } = labels;
  return `${action} ${role} ${purpose} ${category} ${confidentiality} ${facts.guardianOf} ${facts.consent} ${bits} ${sensitivities.join()}`;
}

/** The question with only the sensitivities that policies mention, without duplicates, sorted. */
export function reduceLabels(
  question: RecordQuestion,
  /** Sensitivities of the schema, and those among them that policies mention. */
  { known, mentioned }: { known: ReadonlySet<string>; mentioned: ReadonlySet<string> },
): RecordQuestion {
  const { sensitivities, confidentiality } = question.labels;
  if (sensitivities.length === 0) return question;
  const words = sensitivities.map((code) => (known.has(code) ? code : otherSensitivity));
  const reduced = [...new Set(words)].filter((code) => mentioned.has(code)).sort();
  return { ...question, labels: { confidentiality, sensitivities: reduced } };
}

function entity(type: string, id: string): { __entity: { type: string; id: string } } & EntityUidJson {
  return { __entity: { type, id } };
}
