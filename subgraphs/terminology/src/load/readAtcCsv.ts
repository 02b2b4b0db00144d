import { type CodeReader, LoadFailed } from './loadedCode.ts';
import { findColumn, readCsv } from './readCsv.ts';

const codeColumns = ['ATC code', 'ATC', 'code'];
const nameColumns = ['ATC level name', 'ATC name', 'level name', 'substance', 'name'];

/**
 * Reads an ATC list with a column of codes and one of names. WHO's file has one row a defined daily dose: a code that comes again with
 * the same name is one.
 */
export const readAtcCsv: CodeReader = async function* (chunks, report) {
  const names = new Map<string, string>();
  for await (const { cells, line } of readCsv(chunks, report)) {
    const [codeColumn, nameColumn] = [findColumn(cells, codeColumns), findColumn(cells, nameColumns)];
    if (codeColumn === undefined || nameColumn === undefined)
      throw new LoadFailed('The first line must name a column `ATC code` and a column `ATC level name` or `name`.');
    const [code = '', en = ''] = [cells[codeColumn], cells[nameColumn]];
    if (names.get(code) === en) continue;
    names.set(code, en);
    yield { code, en, line };
  }
};
