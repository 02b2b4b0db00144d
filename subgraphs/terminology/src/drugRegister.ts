import { loadedFile } from './codeList.ts';
import { readTable } from './readTable.ts';

/** A product of the national register. */
export interface RegisteredProduct {
  readonly code: string;
  readonly nameLatin: string;
  readonly nameAr: string;
  /** Empty where the register says none. */
  readonly atcCode: string;
  readonly form: string;
  readonly strength: string;
}

const columns = ['code', 'en', 'ar', 'atc', 'form', 'strength'] as const;

/** The products of the register in force in a folder of loaded lists; none where it holds no register. */
export function readDrugRegister(folder: string): ReadonlyMap<string, RegisteredProduct> {
  const file = loadedFile(folder, 'national-drug');
  if (file === undefined) return new Map();
  return new Map(
    readTable(file, columns).map(({ code, en, ar, atc, form, strength }) => [
      code,
      { code, nameLatin: en, nameAr: ar || en, atcCode: atc.toUpperCase(), form, strength },
    ]),
  );
}
