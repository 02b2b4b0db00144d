import { type CodeReader, LoadFailed } from './loadedCode.ts';
import { readCsv } from './readCsv.ts';

/** The columns of a national drug register, as its first line names them. */
export interface DrugRegisterColumns {
  /** Default `code`. */
  code?: string;
  /** The Latin name. Default `name`. */
  name?: string;
  /** Default `nameAr`. */
  nameAr?: string;
  /** Default `atc`. */
  atc?: string;
  /** Default `form`. */
  form?: string;
  /** Default `strength`. */
  strength?: string;
}

const defaults: Required<DrugRegisterColumns> = {
  code: 'code',
  name: 'name',
  nameAr: 'nameAr',
  atc: 'atc',
  form: 'form',
  strength: 'strength',
};

/** What reads a register with these columns. Code and name must be there; the others are taken where they are. */
export function drugRegisterReader(columns: DrugRegisterColumns = {}): CodeReader {
  const names = { ...defaults, ...columns };
  return async function* (chunks, report) {
    for await (const { cells, line } of readCsv(chunks, report)) {
      for (const column of [names.code, names.name, ...Object.values(columns)])
        if (!(column in cells)) throw new LoadFailed(`The first line names no column ${column}.`);
      const more = {
        atc: cells[names.atc] ?? '',
        form: cells[names.form] ?? '',
        strength: cells[names.strength] ?? '',
      };
      if (more.atc !== '' && !/^[A-V]\d\d[A-Z]{2}\d\d$/i.test(more.atc)) {
        report(line, `${more.atc} is not an ATC code of a substance`);
        continue;
      }
      yield { code: cells[names.code] ?? '', en: cells[names.name] ?? '', ar: cells[names.nameAr] ?? '', more, line };
    }
  };
}
