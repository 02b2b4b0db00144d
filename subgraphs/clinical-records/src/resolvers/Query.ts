import { readPage } from '@wasl/kit/pagination';
import type { CodeSystem, Concept } from '@wasl/terminology/codeSystems';
import { terminology } from '@wasl/terminology/terminology';
import type { ClinicalContext } from '../context.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { laboratoryWorklist } from './LaboratoryOrder.ts';

interface SearchArguments {
  system: string;
  text: string;
  first?: number | null;
}

const systems: Readonly<Record<string, CodeSystem>> = {
  ICD_10: 'icd-10',
  LOINC: 'loinc',
  ATC: 'atc',
  CVX: 'cvx',
  ALLERGEN: 'allergen',
};

/** Longer than any name in a list: what is beyond it is not read. */
const longestText = 200;

/** A record of one kind by its id; null too for one of another kind, and for one that the caller may not read. */
const single =
  (kind: RecordKind) =>
  async (_: unknown, { id }: { id: string }, { loaders }: ClinicalContext) => {
    const record = await loaders.record.load(id);
    return record?.kind === kind ? record : null;
  };

export const Query = {
  ...Object.fromEntries(recordKinds.map((kind) => [kinds[kind].single, single(kind)])),

  laboratoryWorklist,

  searchCodes(_: unknown, { system, text, first }: SearchArguments, { language }: ClinicalContext): Concept[] {
    const { first: limit } = readPage(first, null);
    return terminology.search(systems[system]!, text.slice(0, longestText), language, limit);
  },
};

export const ListedCode = {
  displayAr: ({ ar }: Concept) => ar,
  displayEn: ({ en }: Concept) => en,
  parent: ({ parent }: Concept) => parent ?? null,
};
