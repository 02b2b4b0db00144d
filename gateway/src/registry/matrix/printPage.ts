import { roleNames } from '@wasl/schema/roles.ts';
import type { Language } from '@wasl/schema/errors.ts';
import { type Access, type Audience, audiences, type MatrixType } from './accessMatrix.ts';

interface Texts {
  title: string;
  legend: string;
  field: string;
  owner: string;
  reads: string;
  writes: string;
  other: string;
  otherHref: string;
  access: Record<Access, string>;
  anonymous: string;
  authenticated: string;
}

const texts: Record<Language, Texts> = {
  ar: {
    title: 'من يقرأ ومن يكتب',
    legend:
      'بحسب قواعد الحقول وقبل قواعد السجلات. «الكل»: سجلات الجميع. «سجله»: سجل السائل ومعاليه. «سياسة»: بإذن سياسة. «لا»: ممنوع.',
    field: 'الحقل',
    owner: 'المالك',
    reads: 'قراءة',
    writes: 'كتابة',
    other: 'English',
    otherHref: '#en',
    access: { all: 'الكل', own: 'سجله', policy: 'سياسة', none: 'لا' },
    anonymous: 'بلا رمز دخول',
    authenticated: 'برمز دخول بلا صلاحيات',
  },
  en: {
    title: 'Who may read and write what',
    legend:
      'As field rules say, before record rules. “All”: anyone’s. “Own”: the caller’s record and those of dependants. “Policy”: when a policy permits. “No”: denied.',
    field: 'Field',
    owner: 'Owner',
    reads: 'reads',
    writes: 'writes',
    other: 'العربية',
    otherHref: '#ar',
    access: { all: 'All', own: 'Own', policy: 'Policy', none: 'No' },
    anonymous: 'Without a token',
    authenticated: 'With a token, without scopes',
  },
};

const style = `
:root { color-scheme: light dark; --line: #8886; --all: #0a7d3a; --own: #0b5fad; --policy: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --all: #5fd68f; --own: #7db9ff; --policy: #e6b455; } }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; font: 1rem/1.5 system-ui, 'Noto Sans Arabic', sans-serif; }
main + main { border-block-start: 4px double var(--line); margin-block-start: 4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin-block-end: 2rem; }
caption { text-align: start; font-weight: bold; font-size: 1.15rem; padding-block: 0.5rem; }
th, td { border: 1px solid var(--line); padding: 0.25rem 0.5rem; text-align: center; }
th[scope='row'], .owner { text-align: start; white-space: nowrap; }
code { direction: ltr; unicode-bidi: isolate; }
.all { color: var(--all); font-weight: 600; } .own { color: var(--own); } .policy { color: var(--policy); } .none { opacity: 0.75; }
`;

/** The matrix as one self-contained page: Arabic from right to left, then English, each linked to the other. */
export function printPage(types: readonly MatrixType[]): string {
  const sections = (['ar', 'en'] as const).map((language) => section(types, language));
  return `<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.ar.title} · ${texts.en.title}</title>
<style>${style}</style>
</head>
<body>
${sections.join('')}</body>
</html>
`;
}

function section(types: readonly MatrixType[], language: Language): string {
  const text = texts[language];
  const other = language === 'ar' ? 'en' : 'ar';
  return `<main id="${language}" lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<p><a href="${text.otherHref}" lang="${other}" hreflang="${other}">${text.other}</a></p>
<h1>${text.title}</h1>
<p>${text.legend}</p>
${types.map((type) => table(type, language)).join('')}</main>
`;
}

function table({ name, isWritten, fields }: MatrixType, language: Language): string {
  const text = texts[language];
  const columns = audiences.map((audience) => `<th scope="col">${escape(nameOf(audience, language))}</th>`).join('');
  const rows = fields.map(
    (field) =>
      `<tr><th scope="row"><code>${escape(field.name)}</code></th><td class="owner">${escape(field.owners.join(', '))}</td>` +
      `${field.access.map((access) => `<td class="${access}">${text.access[access]}</td>`).join('')}</tr>\n`,
  );
  return `<div class="wide" role="region" aria-label="${escape(name)}" tabindex="0"><table>
<caption><code>${escape(name)}</code> (${isWritten ? text.writes : text.reads})</caption>
<thead><tr><th scope="col">${text.field}</th><th scope="col">${text.owner}</th>${columns}</tr></thead>
<tbody>
${rows.join('')}</tbody></table></div>
`;
}

function nameOf(audience: Audience, language: Language): string {
  if (audience === 'anonymous' || audience === 'authenticated') return texts[language][audience];
  return roleNames[audience][language];
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
