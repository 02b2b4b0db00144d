import type { CodeSystem } from './codeSystems.ts';
import { hasLoincCheckDigit } from './loincCheckDigit.ts';

/** How each system writes a code; `undefined` where the text cannot be one. */
const writers: Record<CodeSystem, (text: string) => string | undefined> = {
  'icd-10': writeIcd10,
  // Seven characters, or the first of them; never I or O.
  'icd-10-pcs': (text) => matching(text, /^[0-9BCDFGHX][0-9A-HJ-NP-Z]{1,6}$/),
  loinc: writeLoinc,
  atc: (text) => matching(text.replaceAll(/[. ]/g, ''), /^[A-V](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?$/),
  cvx: (text) => matching(text.replace(/^0+(?=\d)/, '').padStart(2, '0'), /^\d{2,3}$/),
  allergen: (text) => matching(text, /^[A-Z][A-Z0-9-]{1,40}$/),
  'national-drug': (text) => matching(text, /^[A-Z0-9][A-Z0-9./-]{0,39}$/),
};

/**
 * The normal form of a code as people write it: case, dots, spaces, leading zeros, Arabic-Indic digits and the kinds of dash do not
 * count. `undefined` for a text that cannot be a code of this system.
 */
export function normalCode(system: CodeSystem, written: string): string | undefined {
  if (written.length > 60) return undefined;
  const text = toAsciiDigits(written).replaceAll(/[\u2010-\u2015\u2212]/g, '-');
  return writers[system](text.replaceAll(/\s+/g, '').toUpperCase());
}

/** Arabic-Indic and Persian digits become 0–9. */
export function toAsciiDigits(text: string): string {
  return text.replaceAll(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String((digit.codePointAt(0) ?? 0) % 16));
}

/** `e119`, `E11.9`, `E11.-` and `E11.9†` are common; so are ranges, `E10-E14`, and a chapter's Roman number. */
function writeIcd10(text: string): string | undefined {
  const range = /^([A-Z]\d[0-9AB])-([A-Z]\d[0-9AB])$/.exec(text);
  if (range) return text;
  if (/^[XVI]{1,5}$/.test(text)) return text;
  const [, category, rest = ''] = /^([A-Z]\d[0-9AB])\.?([0-9A-Z]{0,4})\.?-?[+*†‡]?$/.exec(text) ?? [];
  if (category === undefined) return undefined;
  return rest === '' ? category : `${category}.${rest}`;
}

function writeLoinc(text: string): string | undefined {
  const code = matching(text.replace(/^(LOINC:)?0+(?=\d)/, ''), /^\d{1,7}-\d$/);
  return code !== undefined && hasLoincCheckDigit(code) ? code : undefined;
}

function matching(text: string, pattern: RegExp): string | undefined {
  return pattern.test(text) ? text : undefined;
}
