import type { Language } from './errors.ts';

const ranges = /(?:^|,)\s*(ar|en)(?:-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d*)?))?\s*(?=,|$)/gi;

/** Arabic or English, whichever has the higher quality in `Accept-Language`, or else comes first; English where it names neither. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  let best: Language = 'en';
  let most = 0;
  for (const [, tag = '', quality = '1'] of (acceptLanguage ?? '').matchAll(ranges)) {
    if (Number(quality) <= most) continue;
    most = Number(quality);
    best = tag.toLowerCase() === 'ar' ? 'ar' : 'en';
  }
  return best;
}
