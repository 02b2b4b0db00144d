import { readPage } from '@wasl/kit/pagination';
import type { CodeSystem, Concept } from '@wasl/terminology/codeSystems';
import { terminology } from '@wasl/terminology/terminology';
import type { ClinicalContext } from '../context.ts';
import { kinds, recordKinds } from '../kinds.ts';

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

/** `encounter`, `condition` and so on: one record by its id. A record of another kind is none, as is one that the caller may not read. */
const single = Object.fromEntries(
  recordKinds.map((kind) => [
    kinds[kind].one,
    async (_: unknown, { id }: { id: string }, { loaders }: ClinicalContext) => {
      const record = await loaders.record.load(id);
      return record?.kind === kind ? record : null;
    },
  ]),
);

export const Query = {
  ...single,
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
