import { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { ReportProblem } from './loadedCode.ts';

/** A row of a CSV file by its columns, with the line that it ends on. */
export interface CsvRow {
  readonly cells: Readonly<Record<string, string>>;
  readonly line: number;
}

/** Reads rows by the columns that the first line names. Tabs, semicolons and commas are told apart by that line. */
export async function* readCsv(chunks: AsyncIterable<Buffer>, report: ReportProblem): AsyncGenerator<CsvRow> {
  const [delimiter, source] = await withDelimiter(chunks);
  const parser = parse({
    columns: (names: string[]) => names.map((name) => name.trim()),
    delimiter,
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    max_record_size: 1_000_000,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      if (error) report(Number(error['lines'] ?? 0), error.message.replace(/ on line \d+.*$/s, ''));
    },
  });
  // A failure of the source reaches the reader through the parser.
  pipeline(Readable.from(source), parser, () => {});
  for await (const { record, info } of parser as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>)
    yield { cells: record, line: info.lines };
}

/** The first of the names that a row has; in lower case, without blanks and underscores, they are compared. */
export function findColumn(cells: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');
  const columns = Object.keys(cells);
  for (const name of names) {
    const found = columns.find((column) => plain(column) === plain(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function withDelimiter(chunks: AsyncIterable<Buffer>): Promise<[string, AsyncIterable<Buffer>]> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done ? '' : (first.value.toString('utf8').split(/\r?\n/)[0] ?? '');
  const delimiter = head.includes('\t') ? '\t' : head.split(';').length > head.split(',').length ? ';' : ',';
  async function* again(): AsyncGenerator<Buffer> {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  }
  return [delimiter, again()];
}
