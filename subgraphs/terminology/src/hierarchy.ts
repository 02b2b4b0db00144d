import type { CodeSystem } from './codeSystems.ts';

const atcLevels = [5, 4, 3, 1];

/** What finds the next wider code in a list; lists whose codes tell nothing of it have none. */
export function parentFinder(system: CodeSystem, codes: ReadonlySet<string>): (code: string) => string | undefined {
  if (system === 'icd-10') return icd10Parents(codes);
  if (system === 'atc') return (code) => wider(code, atcLevels, codes);
  return () => undefined;
}

/** Whether an ICD-10 code lies in a range such as `E10-E14`: by its category. */
export function isInRange(code: string, range: string): boolean {
  const [from = '', to = ''] = range.split('-');
  const first = code.slice(0, 3);
  const last = code.includes('-') ? code.slice(4, 7) : first;
  return first >= from && last <= to;
}

/** Whether a code is a chapter's Roman number. */
export function isChapter(code: string): boolean {
  return /^[XVI]+$/.test(code);
}

/** Whether a code is a block's or another range. */
export function isRange(code: string): boolean {
  return /^[A-Z]\d[0-9AB]-[A-Z]\d[0-9AB]$/.test(code);
}

/** A subcategory lies in its category, a category in the smallest block around it, a block in a wider block. */
function icd10Parents(codes: ReadonlySet<string>): (code: string) => string | undefined {
  const blocks = [...codes].filter(isRange).map((code) => ({ code, from: code.slice(0, 3), to: code.slice(4) }));
  blocks.sort((a, b) => width(a.code) - width(b.code));
  return (code) => {
    if (code.includes('.')) return wider(code, [6, 5, 3], codes);
    if (isChapter(code)) return undefined;
    const first = code.slice(0, 3);
    const last = isRange(code) ? code.slice(4) : first;
    return blocks.find((block) => block.from <= first && block.to >= last && block.code !== code)?.code;
  };
}

function wider(code: string, lengths: readonly number[], codes: ReadonlySet<string>): string | undefined {
  const length = lengths.find((candidate) => candidate < code.length && codes.has(code.slice(0, candidate)));
  return length === undefined ? undefined : code.slice(0, length);
}

/** How many categories a block spans. */
function width(range: string): number {
  const place = (category: string) =>
    (category.codePointAt(0) ?? 0) * 360 +
    Number.parseInt(category.slice(1, 2), 10) * 36 +
    Number.parseInt(category.slice(2), 36);
  return place(range.slice(4)) - place(range.slice(0, 3));
}
