/** The page's own words. */
export const texts = {
  ar: {
    title: 'وصل',
    subtitle: 'بوابة الصحة الوطنية – أشخاص مختلقون',
    story: 'عملية جاهزة',
    persona: 'الدخول بصفة',
    nobody: 'زائر (من دون دخول)',
    language: 'English',
    runFirst: 'نفّذ أولاً: ',
  },
  en: {
    title: 'Wasl',
    subtitle: 'National health gateway – invented people',
    story: 'Ready-made operation',
    persona: 'Signed in as',
    nobody: 'Visitor (not signed in)',
    language: 'العربية',
    runFirst: 'Run this one first: ',
  },
} as const;

export type PageLanguage = keyof typeof texts;
