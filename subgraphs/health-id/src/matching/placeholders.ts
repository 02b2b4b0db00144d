import { nameWords, normalizeName } from './normalizeName.ts';
import type { Demographics, MatchName } from './score.ts';

const unknown =
  phrases(`مجهول|مجهولة|مجهول الهوية|مجهولة الهوية|مجهول الاسم|مجهول النسب|مجهولة النسب|غير معروف|غير معروفة|غير معلوم|غير معلومة|
غير محدد|غير مذكور|لا يوجد|بلا|بلا اسم|بدون|بدون اسم|لم يسم|لقيط|لقيطة|unknown|unknown male|unknown female|unk|unidentified|unnamed|anonymous|
not known|not given|no name|none|n a|nn|john doe|jane doe|majhoul|majhoula|majhul|test|patient|مريض|مريضة|تجربة|اختبار|لا اسم|لا اسم له|لا اسم لها|غير معلوم الاسم|غير معروف الاسم`);

/** A child who has no name yet is written as what it is: alone, with a number, or as somebody's. */
const newborn = new Set(
  phrases(
    `مولود|مولودة|رضيع|رضيعة|طفل|طفلة|توأم|جنين|ابن|ابنة|بنت|ذكر|أنثى|male|female|boy|girl|baby|babyboy|babygirl|newborn|infant|twin|mawloud|mawlouda|mouloud|bb`,
  ),
);
const unknownNames = new Set(unknown);
/** Words that leave a name unknown whatever stands beside them: مجهول 3, لاجئ مجهول, unknown baby. */
const unknownWords = new Set(phrases('مجهول|مجهولة|unknown|unidentified|majhoul|majhoula'));
/** What forms and spreadsheets put in for a date that nobody gave. */
const unknownDates = new Set(['1900-01-01', '1970-01-01']);

/** Whether a text stands where a name is not known: مجهول, `unknown`, `xxx`. */
export function isUnknownName(text: string): boolean {
  const normalized = normalizeName(text);
  return (
    unknownNames.has(normalized) ||
    nameWords(text).some((word) => unknownWords.has(word)) ||
    /^(\p{L})\1+$|^\p{N}+$/u.test(normalized)
  );
}

/**
 * Whether it is that, or the word for a child who is not named yet: مولودة, `baby 1`, ابن فاطمة, `B/O Fatima`. A family may be called مولود.
 */
export function isUnknownGivenName(text: string): boolean {
  return isUnknownName(text) || newborn.has(nameWords(text)[0] ?? '') || /^\s*b\s*\/\s*o\b/i.test(text);
}

/** What is known of a person: nothing where a placeholder stands. */
export function withoutPlaceholders(person: Demographics): Demographics {
  const { given, father, mother, family, birthDate } = person;
  return {
    ...person,
    given: known(given, isUnknownGivenName),
    father: known(father, isUnknownName),
    mother: known(mother, isUnknownName),
    family: known(family, isUnknownName),
    birthDate: birthDate && !unknownDates.has(birthDate) ? birthDate : null,
  };
}

/** A name that is a placeholder in one script is none in the other: `Unknown` beside مجهول. */
function known(name: MatchName | undefined, isPlaceholder: (text: string) => boolean): MatchName {
  const texts = [name?.ar, name?.latin].filter((text): text is string => Boolean(text));
  return name === undefined || texts.some(isPlaceholder) ? {} : name;
}

function phrases(list: string): string[] {
  return list.split('|').map(normalizeName);
}
