import { type Access, audiences, type MatrixType } from './accessMatrix.ts';
import { printPage } from './printPage.ts';

/** How the matrix is printed. */
export const matrixFormats = ['md', 'csv', 'html'] as const;
export type MatrixFormat = (typeof matrixFormats)[number];

/** Prints the matrix; the same matrix always gives the same text. */
export function printMatrix(types: readonly MatrixType[], format: MatrixFormat): string {
  switch (format) {
    case 'md':
      return printMarkdown(types);
    case 'csv':
      return printCsv(types);
    case 'html':
      return printPage(types);
  }
}

const mark: Record<Access, string> = { all: 'all', own: 'own', policy: 'policy', none: '–' };

const introduction = `<!-- Written by \`npx wasl matrix --out schema/access-matrix.md\`; do not edit. -->

# Who may read and write what

As field rules say, before record rules. **all**: anyone's. **own**: the caller's record and those of dependants. **policy**:
when a policy permits. **–**: no. The fields of Mutation write; all others are read. \`authenticated\` is a token without scopes.

من يقرأ ومن يكتب، بحسب قواعد الحقول وقبل قواعد السجلات. **all**: سجلات الجميع. **own**: سجل السائل ومعاليه. **policy**: بإذن سياسة. **–**: لا.
حقول Mutation تكتب، وما عداها يُقرأ.
`;

function printMarkdown(types: readonly MatrixType[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const head = row(['field', 'owner', ...audiences]) + row(['---', '---', ...audiences.map(() => ':-:')]);
  const tables = types.map(({ name, isWritten, fields }) => {
    const rows = fields.map((field) =>
      row([field.name, field.owners.join(', '), ...field.access.map((access) => mark[access])]),
    );
    return `\n## ${name}${isWritten ? ' (writes)' : ''}\n\n${head}${rows.join('')}`;
  });
  return introduction + tables.join('');
}

function printCsv(types: readonly MatrixType[]): string {
  const line = (cells: readonly string[]) => `${cells.map(quote).join(',')}\r\n`;
  const rows = types.flatMap(({ name, isWritten, fields }) =>
    fields.map((field) =>
      line([name, field.name, isWritten ? 'write' : 'read', field.owners.join(' '), ...field.access]),
    ),
  );
  return line(['type', 'field', 'operation', 'owners', ...audiences]) + rows.join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
