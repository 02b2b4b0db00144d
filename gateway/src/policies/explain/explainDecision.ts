import type { Language } from '@wasl/schema/errors.ts';
import type { RecordDecision, RecordQuestion } from '../../records/recordQuestion.ts';
import type { LoadedRecordPolicies } from '../loadRecordPolicies.ts';
import { sayDecision, sayQuestion } from '../scenarios/sayScenario.ts';
import { singleChanges } from './singleChanges.ts';

const sentences: Record<Language, Record<'nobody' | 'opens' | 'closes' | 'keepsOpen' | 'keepsClosed', string>> = {
  en: {
    nobody: 'No policy permits it, and what none permits is denied.',
    opens: 'It would be permitted, were one thing otherwise:',
    closes: 'It would be denied, were one thing otherwise:',
    keepsOpen: 'No single change would deny it.',
    keepsClosed: 'No single change would permit it.',
  },
  ar: {
    nobody: 'لا تسمح به سياسة، وما لا تسمح به سياسة ممنوع.',
    opens: 'يُسمح به لو تغيّر أمر واحد:',
    closes: 'يُمنع لو تغيّر أمر واحد:',
    keepsOpen: 'لا يمنعه تغيير أمر واحد.',
    keepsClosed: 'لا يسمح به تغيير أمر واحد.',
  },
};

/** Says, in sentences of scenarios, what is decided, by which policy, and which single changes would reverse the decision. */
export function explainDecision(
  question: RecordQuestion,
  { decide, policies }: LoadedRecordPolicies,
  language: Language,
): string {
  const said = sentences[language];
  const decision = decide(question);
  const policy = policies.find(({ id }) => id === decision.policy);
  const turning = singleChanges(question).filter((changed) => decide(changed).isPermitted !== decision.isPermitted);
  const lines = turning.map((changed) => `  ${sentence(changed, decide(changed), language)}`);
  const none = decision.isPermitted ? said.keepsOpen : said.keepsClosed;
  const some = decision.isPermitted ? said.closes : said.opens;
  return [
    sentence(question, decision, language),
    policy === undefined ? said.nobody : `${policy.id}: ${policy[language]}`,
    ...(lines.length === 0 ? [none] : [some, ...lines]),
    '',
  ].join('\n');
}

function sentence(question: RecordQuestion, decision: RecordDecision, language: Language): string {
  return `${sayQuestion(question, language)}: ${sayDecision(decision, language)}`;
}
