import {
  confidentialities,
  purposesOfUse,
  type RecordFacts,
  type RecordQuestion,
} from '../../records/recordQuestion.ts';

const flags = [
  'isOwn',
  'isTreating',
  'hasActivePrescription',
  'isGlassBroken',
  'isAuthor',
  'isAuthorsSpecialty',
  'isPerformer',
] as const satisfies readonly (keyof RecordFacts)[];
type Flag = (typeof flags)[number];
const guardianships = ['nobody', 'child', 'adolescent'] as const;
const consents = ['none', 'permit', 'deny'] as const;

/** All variants of the question that differ in one thing: a fact about caller and patient, the purpose, or the labels. */
export function singleChanges(question: RecordQuestion): RecordQuestion[] {
  const { facts, labels } = question;
  const withFacts = (changed: Partial<RecordFacts>) => ({ ...question, facts: { ...facts, ...changed } });
  return [
    ...flags.map((flag) => withFacts(flipped(facts, flag))),
    ...others(guardianships, facts.guardianOf).map((guardianOf) => withFacts({ guardianOf })),
    ...others(consents, facts.consent).map((consent) => withFacts({ consent })),
    ...others(purposesOfUse, question.purpose).map((purpose) => ({ ...question, purpose })),
    ...others(confidentialities, labels.confidentiality).map((confidentiality) => ({
      ...question,
      labels: { ...labels, confidentiality },
    })),
    ...labels.sensitivities.map((sensitivity) => ({
      ...question,
      labels: { ...labels, sensitivities: others(labels.sensitivities, sensitivity) },
    })),
  ];
}

/** The author of a record has its author's specialty, so these two flags change together. */
function flipped(facts: RecordFacts, flag: Flag): Partial<RecordFacts> {
  const holds = !facts[flag];
  if (flag === 'isAuthor' && holds) return { isAuthor: true, isAuthorsSpecialty: true };
  if (flag === 'isAuthorsSpecialty' && !holds) return { isAuthor: false, isAuthorsSpecialty: false };
  return { [flag]: holds };
}

function others<T extends string>(all: readonly T[], one: T): T[] {
  return all.filter((item) => item !== one);
}
