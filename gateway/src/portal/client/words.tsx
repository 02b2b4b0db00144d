import { createContext, useContext } from 'react';
import type { Names, Person, PersonName } from './answers.ts';
import { type Language, type Texts, texts } from './texts.ts';

/** The language that the page is shown in. */
export const LanguageContext = createContext<Language>('ar');

/** The page's words, and how names, days and times are written. */
export interface Words {
  language: Language;
  say: Texts;
  /** The one of two texts that is in the page's language; the Arabic where there is none. */
  pick(ar: string, en: string | null | undefined): string;
  facility(names: Names): string;
  person(person: Person): string;
  /** A day, or the day of an instant, in Damascus. */
  day(date: string): string;
  time(instant: string): string;
}

export function useWords(): Words {
  const language = useContext(LanguageContext);
  // Days and hours are those of the patient's country, in the digits that its forms use.
  const locale = language === 'ar' ? 'ar-SY-u-nu-latn' : 'en-GB';
  const format = (text: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, options).format(new Date(text));
  const pick = (ar: string, en: string | null | undefined) => (language === 'ar' ? ar : (en ?? ar));
  const named = (name: PersonName | null) => (name ? pick(name.ar, name.latin) : '');
  return {
    language,
    say: texts[language],
    pick,
    facility: ({ nameAr, nameEn }) => pick(nameAr, nameEn),
    person: ({ givenName, familyName }) => `${named(givenName)} ${named(familyName)}`.trim(),
    day: (date) => format(date, { dateStyle: 'medium', timeZone: date.length === 10 ? 'UTC' : 'Asia/Damascus' }),
    time: (instant) => format(instant, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Damascus' }),
  };
}

/** The word for a code; the code itself where there is none, so that nothing is hidden. */
export function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] as string) : code;
}
