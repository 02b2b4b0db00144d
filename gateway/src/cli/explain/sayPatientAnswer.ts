import type { Language } from '@wasl/schema/errors.ts';
import type { ExplainedRecord, Opening } from '../../core/explanation.ts';
import { plainQuestion } from '../../policies/records/recordSchema.ts';
import { sayQuestion } from '../../policies/scenarios/sayScenario.ts';
import { words } from '../../policies/scenarios/words.ts';
import type { RecordFacts, RecordQuestion } from '../../records/recordQuestion.ts';
import type { PatientAnswer, PatientQuestion } from './askPatient.ts';

const sentences = {
  en: {
    nobody: 'The gateway finds nobody with this health ID.',
    byNone: 'No policy permits it, and what none permits is denied.',
    untold:
      'The policy is told to whom the gateway explains its answers: everybody under `wasl dev`, bearers of the playground’s scope otherwise.',
    opens: 'It would be permitted, were one thing otherwise:',
    labels: 'What bears labels is decided record by record.',
  },
  ar: {
    nobody: 'لا تجد البوابة أحداً بهذا الرقم الصحي.',
    byNone: 'لا تسمح به سياسة، وما لا تسمح به سياسة ممنوع.',
    untold:
      'لا تُذكر السياسة إلا لمن تشرح له البوابة إجاباتها: للجميع مع `wasl dev`، ولحاملي صلاحية صفحة التجربة فيما عداه.',
    opens: 'يُسمح به لو تغيّر أمر واحد:',
    labels: 'أما ما يحمل وسوماً فيُقرَّر فيه سجلاً سجلاً.',
  },
} satisfies Record<Language, unknown>;

/** Says, in sentences of scenarios, what a gateway decided about a patient, by which policy, and which single things would open it. */
export function sayPatientAnswer(
  { role, purpose, category, language }: PatientQuestion,
  { isFound, error, explanation }: PatientAnswer,
): string {
  const said = sentences[language];
  const question: RecordQuestion = { ...plainQuestion, role, purpose, category };
  const untold = explanation ? [] : [said.untold];
  if (error) {
    const code = error.extensions?.['code'];
    const reason = explanation?.records.find((record) => record.code === code && record.category === category);
    const policy = explanation ? sayReason(reason, error.message, language) : error.message;
    return lines(
      `${sayQuestion(question, language)}: ${sayDenial(error.extensions ?? {}, reason, language)}`,
      policy,
      ...untold,
      ...(reason ? sayOpenings(reason.openings, question, language) : []),
    );
  }
  if (!isFound) return lines(said.nobody);
  const given = explanation?.audit.find((event) => event.outcome === 'released' && event.categories.includes(category));
  const policy = given?.policy === undefined ? '' : ` (${given.policy})`;
  return lines(`${sayQuestion(question, language)}: ${words[language].permitted}${policy}`, said.labels, ...untold);
}

function sayDenial(
  { code, wouldBreakGlassHelp }: Readonly<Record<string, unknown>>,
  reason: ExplainedRecord | undefined,
  language: Language,
): string {
  const { denied, glass, separators } = words[language];
  const policy = reason?.policy === undefined ? '' : ` (${reason.policy})`;
  const help = glass[wouldBreakGlassHelp === true ? 'helps' : 'doesNotHelp'];
  const after = typeof wouldBreakGlassHelp === 'boolean' ? `${separators[0]}${help}` : '';
  return `${denied} ${String(code)}${policy}${after}`;
}

/** What is refused for another reason than a policy about records, such as a scope that is missing, says so itself. */
function sayReason(reason: ExplainedRecord | undefined, message: string, language: Language): string {
  if (!reason) return message;
  if (reason.policy === undefined) return sentences[language].byNone;
  return `${reason.policy}: ${reason.meaning?.[language] ?? message}`;
}

function sayOpenings(openings: readonly Opening[], question: RecordQuestion, language: Language): string[] {
  if (openings.length === 0) return [];
  const { permitted } = words[language];
  const turned = openings.map((opening) => `  ${sayQuestion(withOpening(question, opening), language)}: ${permitted}`);
  return [sentences[language].opens, ...turned];
}

function withOpening(question: RecordQuestion, opening: Opening): RecordQuestion {
  if ('purpose' in opening) return { ...question, purpose: opening.purpose as RecordQuestion['purpose'] };
  const changed: Record<typeof opening.fact, Partial<RecordFacts>> = {
    isOwn: { isOwn: true },
    isTreating: { isTreating: true },
    hasActivePrescription: { hasActivePrescription: true },
    consent: { consent: 'permit' },
    breakGlass: { isGlassBroken: true },
  };
  return { ...question, facts: { ...question.facts, ...changed[opening.fact] } };
}

function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
