import type { Language } from '@wasl/schema/errors.ts';
import { roleNames } from '@wasl/schema/roles.ts';
import { type Access, type Audience, audiences } from '../matrix/accessMatrix.ts';
import type { NewAccess, PrivacyDiff } from './privacyDiff.ts';

/** In which relations to a patient a role may read or write a category by the record policies, in the reader's words. */
export type WhoseRecords = (audience: Audience, category: string, operation: 'read' | 'write') => readonly string[];

/** The comparison as a page of Markdown that people sign; the same comparison gives the same page. */
export function printPrivacyDiff(diff: PrivacyDiff, language: Language, whose?: WhoseRecords): string {
  const text = texts[language];
  const { accesses, received, weakened } = diff;
  const parts = [`# ${text.title}\n\n${text.about}\n`];
  if (isEmptyDiff(diff)) return `${parts.join('')}\n${text.nothing}\n`;
  if (accesses.length > 0)
    parts.push(
      `\n## ${text.accesses}\n\n`,
      table(
        text.accessHead,
        accesses.map(({ coordinate, operation, owners, categories, gains }) => [
          code(coordinate),
          text[operation],
          owners.join(', '),
          categories.join(', ') || text.noRecord,
          gainsOf(gains, language),
        ]),
      ),
      ...relationsOf(accesses, language, whose),
      `\n### ${text.examples}\n\n`,
      ...accesses.map(({ coordinate, example }) => `- ${code(coordinate)}: ${example ? code(example) : text.noWay}\n`),
    );
  if (received.length > 0)
    parts.push(
      `\n## ${text.received}\n\n`,
      table(
        text.receivedHead,
        received.map(({ subgraph, coordinate, by }) => [
          subgraph,
          code(coordinate),
          by === 'key' ? text.key : code(by),
        ]),
      ),
    );
  if (weakened.length > 0)
    parts.push(
      `\n## ${text.weakened}\n\n`,
      table(
        text.weakenedHead,
        weakened.map(({ coordinate, what }) => [code(coordinate), what]),
      ),
    );
  const owners = [...new Set([...accesses.flatMap((one) => one.owners), ...received.map(({ subgraph }) => subgraph)])];
  parts.push(
    `\n## ${text.signatures}\n\n`,
    table(
      text.signHead,
      [...owners.sort(), text.officer].map((name) => [name, '', '', '']),
    ),
  );
  return parts.join('');
}

/** Whether a proposed supergraph gives nothing away. */
export function isEmptyDiff({ accesses, received, weakened }: PrivacyDiff): boolean {
  return accesses.length + received.length + weakened.length === 0;
}

function gainsOf(gains: NewAccess['gains'], language: Language): string {
  const { access } = texts[language];
  const isEverybody = gains.length === audiences.length && gains.every(({ after }) => after === 'all');
  if (isEverybody) return texts[language].everybody;
  return gains
    .map(({ audience, before, after }) => `${nameOf(audience, language)}: ${access[before]} → ${access[after]}`)
    .join('; ');
}

/** Whose records of the concerned categories the concerned roles may have, by the record policies. */
function relationsOf(accesses: readonly NewAccess[], language: Language, whose: WhoseRecords | undefined): string[] {
  const text = texts[language];
  const rows = new Map<string, string[]>();
  for (const { categories, gains, operation } of accesses)
    for (const category of categories)
      for (const { audience } of gains) {
        const name = nameOf(audience, language);
        const relations = whose?.(audience, category, operation) ?? [];
        rows.set(`${category} ${operation} ${audience}`, [
          category,
          text[operation],
          name,
          relations.join('; ') || text.nobodys,
        ]);
      }
  if (!whose || rows.size === 0) return [];
  return [`\n### ${text.relations}\n\n`, table(text.relationHead, [...rows.values()])];
}

function nameOf(audience: Audience, language: Language): string {
  if (audience === 'anonymous' || audience === 'authenticated') return texts[language][audience];
  return roleNames[audience][language];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return row(head) + row(head.map(() => '---')) + rows.map(row).join('');
}

function code(text: string): string {
  return `\`${text}\``;
}

const en = {
  title: 'What the proposed schema gives away',
  about:
    'Compared with the schema in force, by field rules. **all**: anyone’s. **own**: the caller’s record and those of dependants. **policy**: when a policy permits.',
  nothing: 'Nobody could read, write or receive more than today.',
  accesses: 'Who could newly read or write what',
  accessHead: ['field', 'how', 'owner', 'record of a patient', 'who: today → then'],
  relations: 'Whose, by the record policies',
  relationHead: ['record', 'how', 'who', 'of whom'],
  nobodys: 'nobody',
  examples: 'By which operation',
  noWay: 'no field that they may ask for leads there',
  received: 'What systems are newly sent',
  receivedHead: ['system', 'field', 'because of'],
  key: 'its key',
  weakened: 'Records that would be decided otherwise',
  weakenedHead: ['type or mutation', 'what changes'],
  signatures: 'Agreed',
  signHead: ['for', 'name', 'date', 'signature'],
  officer: 'data protection',
  noRecord: 'none',
  everybody: 'everybody, without a token',
  anonymous: 'without a token',
  authenticated: 'with a token, without scopes',
  read: 'read',
  write: 'write',
  access: { all: 'all', own: 'own', policy: 'policy', none: 'no' } satisfies Record<Access, string>,
};

const texts: Record<Language, typeof en> = {
  en,
  ar: {
    title: 'ما يكشفه المخطط المقترح',
    about:
      'مقارنةً بالمخطط الساري، بحسب قواعد الحقول. **الكل**: سجلات الجميع. **سجله**: سجل السائل ومعاليه. **سياسة**: بإذن سياسة.',
    nothing: 'لن يقرأ أحد أو يكتب أو يتلقى أكثر مما هو اليوم.',
    accesses: 'من سيقرأ أو يكتب ما لا يجوز له اليوم',
    accessHead: ['الحقل', 'الفعل', 'المالك', 'سجل المريض', 'مَن: اليوم ← لاحقاً'],
    relations: 'سجل مَن، بحسب سياسات السجلات',
    relationHead: ['السجل', 'الفعل', 'مَن', 'سجل مَن'],
    nobodys: 'لا أحد',
    examples: 'بأي عملية',
    noWay: 'لا يوصل إليه حقل يجوز لهم طلبه',
    received: 'ما سيُرسَل إلى الأنظمة',
    receivedHead: ['النظام', 'الحقل', 'السبب'],
    key: 'مفتاحه',
    weakened: 'سجلات سيُبتّ فيها على وجه آخر',
    weakenedHead: ['النوع أو العملية', 'ما يتغيّر'],
    signatures: 'الموافقة',
    signHead: ['عن', 'الاسم', 'التاريخ', 'التوقيع'],
    officer: 'حماية البيانات',
    noRecord: 'لا',
    everybody: 'الجميع، بلا رمز دخول',
    anonymous: 'بلا رمز دخول',
    authenticated: 'برمز دخول بلا صلاحيات',
    read: 'قراءة',
    write: 'كتابة',
    access: { all: 'الكل', own: 'سجله', policy: 'سياسة', none: 'لا' },
  },
};
