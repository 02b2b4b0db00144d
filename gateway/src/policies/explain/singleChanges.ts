import {
  confidentialities,
  purposesOfUse,
  type RecordFacts,
  type RecordQuestion,
} from '../../records/recordQuestion.ts';

type Flag = 'isOwn' | 'isTreating' | 'hasActivePrescription' | 'isGlassBroken' | 'isAuthor' | 'isAuthorsSpecialty';

const flags: readonly Flag[] = [
  'isOwn',
  'isTreating',
  'hasActivePrescription',
  'isGlassBroken',
  'isAuthor',
  'isAuthorsSpecialty',
];
const guardianships = ['nobody', 'child', 'adolescent'] as const;
const consents = ['none', 'permit', 'deny'] as const;

/** The question with one thing otherwise, each in turn: what is known of the two, the purpose, or the labels. */
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

/** Who wrote a record is of its author's specialty, so the two go together. */
function flipped(facts: RecordFacts, flag: Flag): Partial<RecordFacts> {
  const holds = !facts[flag];
  if (flag === 'isAuthor' && holds) return { isAuthor: true, isAuthorsSpecialty: true };
  if (flag === 'isAuthorsSpecialty' && !holds) return { isAuthor: false, isAuthorsSpecialty: false };
  return { [flag]: holds };
}

function others<T extends string>(all: readonly T[], one: T): T[] {
  return all.filter((item) => item !== one);
}
