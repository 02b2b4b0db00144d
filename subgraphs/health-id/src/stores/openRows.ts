import type { LabelFilter } from '@wasl/kit/recordAccess';

/** Holds of labelled rows that a filter does not leave out; its values (`valuesOf`) are the parameters from a number on. */
export function opens(row: string, first: number): string {
  const [hidden, open, author] = [first, first + 1, first + 2].map((number) => `$${number}`);
  return `(NOT (${row}.confidentiality = ANY(${hidden}::text[]) OR ${row}.sensitivities && ${hidden}::text[]) OR ${row}.author_id = ${author}::text)
         AND (${open}::text[] IS NULL OR (${row}.confidentiality = ANY(${open}::text[]) AND ${row}.sensitivities <@ ${open}::text[]))`;
}

export function valuesOf({ hidden, open, author }: LabelFilter): unknown[] {
  return [hidden, open, author];
}
