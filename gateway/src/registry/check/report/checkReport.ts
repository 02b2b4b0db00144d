import type { Language } from '@wasl/schema/errors.ts';
import { type Problem, sentenceOf } from '../problem.ts';
import { ruleOf, type Severity, severityOf } from './ruleOf.ts';

/** How `wasl check` prints what it found. */
export const reportFormats = ['text', 'json', 'sarif', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** A finding as programs read it; lines and columns count from 1. */
export interface Finding {
  rule: string;
  severity: Severity;
  file: string;
  line: number;
  column: number;
  message: string;
  /** The type, field or name that it is about; absent where it is about the file. */
  coordinate?: string;
}

/** A problem as a finding, in one language. */
export function findingOf(problem: Problem, language: Language): Finding {
  const { file, line, column = 1 } = problem;
  const coordinate = 'coordinate' in problem && problem.coordinate !== '' ? { coordinate: problem.coordinate } : {};
  return {
    rule: ruleOf(problem),
    severity: severityOf(problem),
    file,
    line,
    column,
    message: sentenceOf(problem, language),
    ...coordinate,
  };
}

/** The findings as a table in Markdown. */
export function printFindings(findings: readonly Finding[], language: Language): string {
  const text = headings[language];
  if (findings.length === 0) return `# ${text.title}\n\n${text.none}\n`;
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  const rows = findings.map(({ severity, file, line, column, rule, message }) =>
    row([text[severity], `\`${file}:${line}:${column}\``, `\`${rule}\``, message]),
  );
  return `# ${text.title}\n\n${row([text.severity, text.place, text.rule, text.message])}${row(['---', '---', '---', '---'])}${rows.join('')}`;
}

function cell(text: string): string {
  return text
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
}

const headings = {
  en: {
    title: 'What wasl check found',
    none: 'Nothing to object to: these subgraphs may join the national graph.',
    severity: 'severity',
    place: 'place',
    rule: 'rule',
    message: 'what to do',
    error: 'error',
    warning: 'warning',
  },
  ar: {
    title: 'ما وجده wasl check',
    none: 'لا ملاحظات: يمكن ضمّ هذه الأنظمة إلى المخطط الوطني.',
    severity: 'الدرجة',
    place: 'الموضع',
    rule: 'القاعدة',
    message: 'ما العمل',
    error: 'خطأ',
    warning: 'تنبيه',
  },
} as const satisfies Record<Language, object>;
