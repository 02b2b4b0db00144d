import type { Language } from './errors.ts';

/** Reads `Accept-Language`: whichever of Arabic and English is asked for first by weight; English otherwise. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const weighted = (acceptLanguage ?? '').split(',').map((range, index) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const weight = Number(
      parameters
        .find((p) => p.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    );
    return { language: tag.split('-')[0] ?? '', weight: Number.isFinite(weight) ? weight : 0, index };
  });
  const best = weighted
    .filter(({ language, weight }) => weight > 0 && (language === 'ar' || language === 'en'))
    .sort((a, b) => b.weight - a.weight || a.index - b.index)[0];
  return best?.language === 'ar' ? 'ar' : 'en';
}
