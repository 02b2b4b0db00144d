import { type Language, sdkErrors, SubgraphError } from './errors.ts';

/** What is wrong with a text: it stands as `reason` in the error. */
export type UnsafeText = 'nul' | 'surrogate' | 'control' | 'direction' | 'blank' | 'long';

/** What no text of a person holds, but for line breaks and tabs. */
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/; // oxlint-disable-line no-control-regex
/** LRO and RLO show letters in another order than they are stored in: a name or a dose then reads as what it is not. */
const direction = /[\u202D\u202E]/;
/** Something to be seen: no space, no mark of direction or width, no filler that is drawn as nothing. */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Why a text must not be stored or searched for: databases cannot hold it, or people cannot read it as it is. */
export function unsafeText(text: string): Exclude<UnsafeText, 'blank' | 'long'> | undefined {
  if (control.test(text)) return text.includes('\0') ? 'nul' : 'control';
  if (direction.test(text)) return 'direction';
  return text.isWellFormed() ? undefined : 'surrogate';
}

/** Whether a reader sees nothing of a text. */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}

const reasons: Readonly<Record<UnsafeText, Readonly<Record<Language, string>>>> = {
  nul: { en: 'holds a NUL character', ar: 'يحوي محرف NUL' },
  control: { en: 'holds control characters', ar: 'يحوي محارف تحكّم' },
  direction: { en: 'holds characters that reverse the order of letters', ar: 'يحوي محارف تعكس ترتيب الحروف' },
  surrogate: { en: 'holds half of a character', ar: 'يحوي نصف محرف' },
  blank: { en: 'is empty', ar: 'فارغ' },
  long: { en: 'is too long', ar: 'أطول من المسموح' },
};

/** The refusal of a text, which names where it stands: `input.reason`, and the field as its subgraph calls it. */
export function unsafe(argument: string, reason: UnsafeText, maximum?: number): SubgraphError {
  const { en, ar } = reasons[reason];
  const most =
    maximum === undefined ? { en: '', ar: '' } : { en: ` (most: ${maximum})`, ar: ` (الحد الأقصى: ${maximum})` };
  const sentences = {
    en: `The text in ${argument} ${en}${most.en}.`,
    ar: `النص في ${argument} ${ar}${most.ar}.`,
  };
  const details = {
    argument,
    field: argument.replace(/^input\./, ''),
    reason,
    ...(maximum !== undefined && { maximum }),
  };
  return new SubgraphError('BAD_USER_INPUT', { ...sdkErrors.BAD_USER_INPUT, ...sentences }, details);
}
