import type { Language } from '@wasl/schema/errors.ts';
import type { Fhir } from '../exchange.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as XHTML shows it: nothing that was typed becomes markup. Characters that XML does not know are left out. */
export function escapeXhtml(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A narrative of lines: one is a paragraph, several are a list. In Arabic it runs from right to left. */
export function narrative(lines: readonly string[], language: Language): Fhir {
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const [only] = lines;
  const inner =
    lines.length === 1
      ? `<p>${escapeXhtml(only ?? '')}</p>`
      : `<ul>${lines.map((line) => `<li>${escapeXhtml(line)}</li>`).join('')}</ul>`;
  const div = `<div xmlns="http://www.w3.org/1999/xhtml" lang="${language}" xml:lang="${language}" dir="${direction}">${inner}</div>`;
  return { status: 'generated', div };
}
