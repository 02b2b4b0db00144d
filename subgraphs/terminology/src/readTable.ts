import { readFileSync } from 'node:fs';

/** A row of a list, by the names of its columns; a value that is missing is the empty text. */
export type Row<Column extends string> = Readonly<Record<Column, string>>;

/** What the head of a list says of it: `# source: …`, `# licence: …`. */
export interface ListHead {
  readonly [key: string]: string;
}

/** Reads a list: lines of `# key: value`, a line with the names of the columns, and a row a line, all split by tabs. */
export function readTable<Column extends string>(file: string, columns: readonly Column[]): Row<Column>[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const start = lines.findIndex((line) => !line.startsWith('#'));
  const names = lines[start]?.split('\t') ?? [];
  const places = columns.map((column) => [column, names.indexOf(column)] as const);
  return lines.slice(start + 1).flatMap((line) => (line === '' ? [] : [readRow(line.split('\t'), places)]));
}

/** The head of a list. */
export function readHead(file: string): ListHead {
  const lines = readFileSync(file, 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return Object.fromEntries(
    lines.slice(0, end).flatMap((line) => {
      const [, key, value] = /^# ([a-z-]+): (.+)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The values of a cell that may hold several. */
export function several(cell: string): string[] {
  return cell === '' ? [] : cell.split('|');
}

function readRow<Column extends string>(
  cells: readonly string[],
  places: readonly (readonly [Column, number])[],
): Row<Column> {
  return Object.fromEntries(places.map(([column, place]) => [column, cells[place] ?? ''])) as Row<Column>;
}
