import { join } from 'node:path';
import { dataFolder } from '@wasl/terminology/dataFolder';
import { readTable } from '@wasl/terminology/readTable';

export interface FormularyMedication {
  id: string;
  atcCode: string;
  nameAr: string;
  nameLatin: string;
  form: string;
  strength: string;
}

const columns = ['key', 'ar', 'latin', 'form', 'strength'] as const;

/** The products that pharmacies of the demo know: ATC code, names in both scripts, form and strength. */
export const formulary: readonly FormularyMedication[] = readTable(join(dataFolder, 'formulary.tsv'), columns).map(
  // Another form of a substance has a letter behind its code.
  ({ key, ar, latin, form, strength }) => ({
    id: `M-${key}`,
    atcCode: key.slice(0, 7),
    nameAr: ar,
    nameLatin: latin,
    form,
    strength,
  }),
);
