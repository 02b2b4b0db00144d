import type { Language } from '@wasl/schema/errors.ts';
import type { RecordDecision, RecordFacts, RecordQuestion } from '../../records/recordQuestion.ts';
import { entriesOf } from './cursor.ts';
import { type FactName, type Words, words } from './words.ts';

/** A question as a scenario's sentence, which can be read back to the same question. */
export function sayQuestion(question: RecordQuestion, language: Language): string {
  const said = words[language];
  const { labels, category } = question;
  const facts = factNames(question.facts).map((fact) => said.facts[fact]);
  const subject = [said.roles[question.role], ...(facts.length > 0 ? [facts.join(said.and)] : [])].join(' ');
  const act = [
    said.actions[question.action],
    said.categories[category],
    ...(labels.confidentiality === 'N' ? [] : [said.confidentialities[labels.confidentiality]]),
    ...(labels.sensitivities.length > 0 ? [`${said.labelled} ${labels.sensitivities.join(said.and)}`] : []),
  ].join(' ');
  const parts = [subject, said.purposes[question.purpose], ...sayConsent(question, said), act];
  return parts.join(said.separators[0]);
}

/** A decision as a scenario's outcome. */
export function sayDecision(decision: RecordDecision, language: Language): string {
  const { permitted, denied, glass, separators } = words[language];
  if (decision.isPermitted) return `${permitted} (${decision.policy})`;
  const policy = decision.policy === undefined ? '' : ` (${decision.policy})`;
  const help = glass[decision.wouldBreakGlassHelp ? 'helps' : 'doesNotHelp'];
  return `${denied} ${decision.code}${policy}${separators[0]}${help}`;
}

function sayConsent({ facts: { consent }, category }: RecordQuestion, { directives, categories }: Words): string[] {
  return consent === 'none' ? [] : [`${directives[consent][0]} ${categories[category]}`];
}

function factNames(facts: RecordFacts): FactName[] {
  const { guardianOf, consent: _, ...flags } = facts;
  const guardian: FactName[] = guardianOf === 'nobody' ? [] : [guardianOf];
  const said = entriesOf({ isAuthor: false, isPerformer: false, ...flags }).flatMap(([name, holds]) =>
    holds ? [name] : [],
  );
  // The author of a record has its author's specialty.
  return [...guardian, ...said.filter((name) => name !== 'isAuthorsSpecialty' || !facts.isAuthor)];
}
