import type { Language } from '@wasl/schema/errors.ts';
import { showHidden } from '../../core/hiddenCharacters.ts';
import { sayUnreachable, type Unreachable } from '../unreachable.ts';
import { type Foreign, sayForeign } from './foreign/sayForeign.ts';
import type { Breaking } from './schemaChanges.ts';
import { sayWords, type Words } from './foreign/sayWords.ts';
import { sayStyle } from './style/sayStyle.ts';
import type { RecordLoss } from './recordLosses.ts';
import type { StyleFault } from './style/styleFaults.ts';

/** What keeps a subgraph out of the national graph, or is said of its names; lines and columns count from 1. */
export type Problem = { file: string; line: number; column?: number | undefined } & (
  | { kind: 'unreadable' | 'incompatible'; reason: string }
  | { kind: 'unruled' | 'unmarked' | 'unmarkedWrite' | 'unspecified' | 'removed' | 'exposed'; coordinate: string }
  | { kind: 'moved'; coordinate: string; owner: string }
  | ({ kind: 'unreachable' } & Unreachable)
  | ({ kind: 'foreign' } & Foreign)
  | ({ kind: 'breaking' } & Breaking)
  | ({ kind: 'words' } & Words)
  | RecordLoss
  | { kind: 'style'; style: StyleFault; coordinate: string }
  | { kind: 'nonNull'; coordinate: string; type: string; write: string; because: Nullability }
);

/** Why a field is sometimes null: it stands at a root, has a rule, leads to records, reads other fields, or comes from another subgraph. */
export type Nullability =
  | { kind: 'root' | 'rule' | 'record' | 'reads' }
  | { kind: 'elsewhere'; owners: readonly string[]; from: readonly string[] };

/** A problem as one sentence, with its file and line, and its column where that is known. */
export function sayProblem(problem: Problem, language: Language): string {
  const { file, line, column } = problem;
  return `${file}:${line}${column === undefined ? '' : `:${column}`}: ${sentenceOf(problem, language)}`;
}

/** A problem as one sentence, in which a subgraph's own words cannot turn or hide what follows. */
export function sentenceOf(problem: Problem, language: Language): string {
  return showHidden((language === 'ar' ? inArabic : inEnglish)(problem));
}

function inEnglish(problem: Problem): string {
  switch (problem.kind) {
    case 'unreadable':
      return `The file cannot be read: ${problem.reason}`;
    case 'incompatible':
      return `It does not compose with the other subgraphs: ${problem.reason}`;
    case 'unruled':
      return `${problem.coordinate} counts as personal data and has no rule: add @requiresScopes, @policy or @authenticated, or @public if everyone may read it.`;
    case 'unmarked':
      return `${problem.coordinate} holds a patient's data: add @record with its category, or @noRecord with the reason why it is none.`;
    case 'unmarkedWrite':
      return `${problem.coordinate} names a patient: add @writesRecord with the category that it changes, or @noRecord with the reason why it changes none.`;
    case 'unspecified':
      return `${problem.coordinate} does not say what its values look like: add @specifiedBy(url:) with the https address of its specification.`;
    case 'removed':
      return `${problem.coordinate} would disappear from the national graph, and clients that ask for it would fail.`;
    case 'exposed':
      return `${problem.coordinate} would lose its rule, and people who may not read it today could.`;
    case 'moved':
      return `${problem.coordinate} would no longer come from its owner, ${problem.owner}.`;
    case 'weakened':
      return `${problem.coordinate} would be decided otherwise than today: its ${problem.what} would be lost or change, and with it whose record it is.`;
    case 'breaking':
      return `${problem.coordinate} would change under its clients (${problem.change}): ${problem.operations.length > 0 ? `the registered operations ${problem.operations.join(', ')} would fail` : 'whoever uses it would fail'}.`;
    case 'foreign':
      return sayForeign(problem, 'en');
    case 'unreachable':
      return sayUnreachable(problem, 'en');
    case 'words':
      return sayWords(problem, 'en');
    case 'style':
      return sayStyle(problem.style, problem.coordinate, 'en');
    case 'nonNull':
      return `${problem.coordinate} is ${problem.type}, but ${nullInEnglish(problem.because)}: write ${problem.write}.`;
  }
}

function nullInEnglish(because: Nullability): string {
  const bubbles = 'and a null there would take the whole object with it';
  switch (because.kind) {
    case 'root':
      return 'it is null while its system does not answer, and a null there would take the whole answer with it';
    case 'rule':
      return `a rule makes it null for whoever may not read it, ${bubbles}`;
    case 'record':
      return `a patient's record that the caller may not have is null, ${bubbles}`;
    case 'reads':
      return `it is null while what it reads of other fields cannot be had, ${bubbles}`;
    case 'elsewhere':
      return `objects that come from ${because.from.join(', ')} get it from ${because.owners.join(', ')}, which may not answer, ${bubbles}`;
  }
}

function inArabic(problem: Problem): string {
  switch (problem.kind) {
    case 'unreadable':
      return `تعذّرت قراءة الملف: ${problem.reason}`;
    case 'incompatible':
      return `لا يتوافق مع بقية الأنظمة: ${problem.reason}`;
    case 'unruled':
      return `يُعدّ الحقل ${problem.coordinate} من البيانات الشخصية وليست له قاعدة: أضف @requiresScopes أو @policy أو @authenticated، أو @public إن جازت قراءته للجميع.`;
    case 'unmarked':
      return `يحمل ${problem.coordinate} بيانات مريض: أضف @record مع نوع السجل، أو @noRecord مع سبب أنه ليس سجلاً.`;
    case 'unmarkedWrite':
      return `يسمّي ${problem.coordinate} مريضاً: أضف @writesRecord مع النوع الذي يغيّره، أو @noRecord مع سبب أنه لا يغيّر شيئاً.`;
    case 'unspecified':
      return `لا يذكر النوع ${problem.coordinate} شكل قيمه: أضف @specifiedBy(url:) مع عنوان مواصفته الذي يبدأ بـ https.`;
    case 'removed':
      return `سيختفي الحقل ${problem.coordinate} من المخطط الوطني وستفشل التطبيقات التي تطلبه.`;
    case 'exposed':
      return `سيفقد الحقل ${problem.coordinate} قاعدته وسيقرؤه من لا يجوز له ذلك اليوم.`;
    case 'moved':
      return `لن يأتي الحقل ${problem.coordinate} من مالكه ${problem.owner} بعد الآن.`;
    case 'weakened':
      return `سيُبتّ في ${problem.coordinate} على غير ما هو اليوم: سيزول ${problem.what} أو يتغيّر، ومعه القول في صاحب السجل.`;
    case 'breaking':
      return `سيتغيّر ${problem.coordinate} على مستعمليه (${problem.change}): ${problem.operations.length > 0 ? `ستفشل العمليات المسجّلة ${problem.operations.join('، ')}` : 'سيفشل من يستعمله'}.`;
    case 'foreign':
      return sayForeign(problem, 'ar');
    case 'unreachable':
      return sayUnreachable(problem, 'ar');
    case 'words':
      return sayWords(problem, 'ar');
    case 'style':
      return sayStyle(problem.style, problem.coordinate, 'ar');
    case 'nonNull':
      return `نوع الحقل ${problem.coordinate} هو ${problem.type}، لكن ${nullInArabic(problem.because)}: اكتب ${problem.write}.`;
  }
}

function nullInArabic(because: Nullability): string {
  const bubbles = 'فيضيع معه الكائن كله';
  switch (because.kind) {
    case 'root':
      return 'قيمته تكون null حين لا يستجيب نظامه، فتضيع معها الإجابة كلها';
    case 'rule':
      return `قاعدة تجعله null لمن لا يحق له الاطلاع عليه، ${bubbles}`;
    case 'record':
      return `السجل الذي لا يحق للسائل الاطلاع عليه يصبح null، ${bubbles}`;
    case 'reads':
      return `قيمته تكون null حين يتعذّر الحصول على الحقول التي يقرؤها، ${bubbles}`;
    case 'elsewhere':
      return `الكائنات الآتية من ${because.from.join('، ')} تأخذه من ${because.owners.join('، ')}، وقد لا يستجيب، ${bubbles}`;
  }
}
