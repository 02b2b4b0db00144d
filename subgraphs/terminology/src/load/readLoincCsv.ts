import { type CodeReader, LoadFailed } from './loadedCode.ts';
import { readCsv } from './readCsv.ts';

/** Reads LOINC's `Loinc.csv` or `LoincTableCore.csv`. Deprecated codes are left out: nothing new is recorded with them. */
export const readLoincCsv: CodeReader = async function* (chunks, report) {
  for await (const { cells, line } of readCsv(chunks, report)) {
    const { LOINC_NUM, LONG_COMMON_NAME, COMPONENT, SHORTNAME, CONSUMER_NAME, STATUS } = cells;
    if (LOINC_NUM === undefined || (LONG_COMMON_NAME ?? COMPONENT) === undefined)
      throw new LoadFailed(
        'This is not LOINC’s table: its first line must name LOINC_NUM and LONG_COMMON_NAME or COMPONENT.',
      );
    if (STATUS?.toUpperCase() === 'DEPRECATED') continue;
    yield {
      code: LOINC_NUM,
      en: LONG_COMMON_NAME || COMPONENT || '',
      synonyms: [SHORTNAME, CONSUMER_NAME].filter((name): name is string => Boolean(name)),
      line,
    };
  }
};
