import { type Role, roleNames } from '@wasl/schema/roles.ts';
import { type DecideRecord, recordCategories, type RecordCategory } from '../../records/recordQuestion.ts';
import { allRoles, plainQuestion } from '../records/recordSchema.ts';
import { words } from '../scenarios/words.ts';
import { usualPurpose } from '../usualPurpose.ts';
import { type Relation, relations } from './relations.ts';

const introduction = `<!-- Written by \`npx wasl policy matrix --out schema/record-matrix.md\`; do not edit. -->

# Who may read and write what of whose record

As the policies about records say, for each role's usual purpose. **r**: reads. **w**: writes. **–**: neither. Whom a table leaves out
may neither read nor write anything there. Field rules apply besides: [access-matrix.md](access-matrix.md). Why: [privacy.md](../docs/privacy.md).

من يقرأ ماذا من سجل من ومن يكتب، بحسب السياسات وللغرض المعتاد لكل دور. **r**: يقرأ. **w**: يكتب. **–**: لا هذا ولا ذاك. ومن لا يظهر في
جدول فلا يقرأ فيه شيئاً ولا يكتب. وتسري قواعد الحقول أيضاً.
`;

/** Prints the matrix of record rules; the same policies always give the same text. */
export function printRecordMatrix(decide: DecideRecord): string {
  return introduction + relations.map((relation) => printTable(relation, decide)).join('');
}

function printTable(relation: Relation, decide: DecideRecord): string {
  const columns = allRoles
    .map((role) => ({ role, cells: recordCategories.map((category) => cell(role, category, relation, decide)) }))
    .filter(({ cells }) => cells.some((text) => text !== none));
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const heading = `\n## ${relation.en} — ${relation.ar}\n\n`;
  if (columns.length === 0) return `${heading}Nobody. — لا أحد.\n`;
  const names = columns.map(({ role }) => `${roleNames[role].en} ${roleNames[role].ar}`);
  const rows = recordCategories.map((category, index) =>
    row([nameOf(category), ...columns.map(({ cells }) => cells[index] ?? none)]),
  );
  return heading + row(['', ...names]) + row(['---', ...names.map(() => ':-:')]) + rows.join('');
}

const none = '–';

function cell(role: Role, category: RecordCategory, relation: Relation, decide: DecideRecord): string {
  const may = (action: 'read' | 'write') =>
    decide({
      action,
      role,
      purpose: relation.purposes?.[role] ?? usualPurpose[role],
      category,
      labels: { ...plainQuestion.labels, ...relation.labels },
      facts: { ...plainQuestion.facts, ...relation.facts },
    }).isPermitted;
  return `${may('read') ? 'r' : ''}${may('write') ? 'w' : ''}` || none;
}

function nameOf(category: RecordCategory): string {
  return `${words.en.categories[category]} ${words.ar.categories[category]}`;
}
