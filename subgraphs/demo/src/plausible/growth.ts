import { yearsBetween } from '../days.ts';
import { expectedAt } from '../growth.ts';
import { judgeResult } from '@wasl/terminology/judgeResult';
import { type Dossier, dayOf, type StoredRecord } from './dossier.ts';
import { type PersonRule, unless } from './rule.ts';

const standards = 'WHO Child Growth Standards 2006, Growth Reference 2007';
const weight = '29463-7';
const height = '8302-2';

/** How children grow, and the signs of life at each age. */
export const growthRules: readonly PersonRule[] = [
  {
    name: 'children are within three standard deviations of the height for their age and sex',
    source: standards,
    violations: ({ person, records }) =>
      of(records, height).flatMap(({ content, effective_at }) => {
        const years = yearsBetween(person.birthDate, dayOf(effective_at));
        const { heightCm, heightSd } = expectedAt(Math.min(19, years), person.sex);
        const deviations = ((content.value ?? 0) - heightCm) / heightSd;
        return unless(Math.abs(deviations) <= 3, `${content.value} cm at ${years.toFixed(1)} years`);
      }),
  },
  {
    name: 'children under five are within three standard deviations of the weight for their age and sex',
    source: standards,
    violations: ({ person, records }) =>
      of(records, weight).flatMap(({ content, effective_at }) => {
        const years = yearsBetween(person.birthDate, dayOf(effective_at));
        if (years >= 5) return [];
        const { mass, massCv } = expectedAt(years, person.sex);
        const deviations = Math.log((content.value ?? 0) / mass) / massCv;
        return unless(Math.abs(deviations) <= 3, `${content.value} kg at ${years.toFixed(1)} years`);
      }),
  },
  {
    name: 'body mass index lies between 12.5 and 45, in adults between 16 and 45',
    source: 'WHO',
    violations: ({ person, records }) =>
      of(records, weight).flatMap((one) => {
        const tall = of(records, height).find(({ effective_at }) => dayOf(effective_at) === dayOf(one.effective_at));
        if (!tall) return [];
        const index = (one.content.value ?? 0) / ((tall.content.value ?? 1) / 100) ** 2;
        const isAdult = yearsBetween(person.birthDate, dayOf(one.effective_at)) >= 19;
        // At birth it is about 13, and less of a small child.
        return unless(index >= (isAdult ? 16 : 11.5) && index <= 45, `index ${index.toFixed(1)}`);
      }),
  },
  {
    name: 'nobody shrinks, and adults do not grow',
    source: 'Common sense',
    violations: ({ person, records }) =>
      pairs(of(records, height)).flatMap(([before, after]) => {
        const grown = (after.content.value ?? 0) - (before.content.value ?? 0);
        const wasAdult = yearsBetween(person.birthDate, dayOf(before.effective_at)) >= 19;
        return unless(grown >= -0.2 && (!wasAdult || grown < 1), `${grown.toFixed(1)} cm between two visits`);
      }),
  },
  {
    name: 'newborns weigh 1.5 to 5 kg',
    source: 'Bounds of subgraphs/terminology/data/loinc/tests.tsv',
    violations: ({ records }) =>
      of(records, '8339-4').flatMap(({ content: { value = 0, unit } }) =>
        unless(unit === 'g' && value >= 1_500 && value <= 5_000, `${value} ${unit} at birth`),
      ),
  },
  {
    name: 'values are what a living body shows without a second look, in a unit that measures them',
    source: 'Bounds of subgraphs/terminology/data/loinc/tests.tsv',
    violations: ({ records }) =>
      measured(records).flatMap(({ code, content: { value = Number.NaN, unit = '' } }) => {
        const judgement = judgeResult(code, value, unit);
        return unless(judgement?.plausibility === 'likely', `${code} ${value} ${unit}`);
      }),
  },
  {
    name: 'pressures fit one another',
    source: 'Common sense',
    violations: ({ records }) =>
      of(records, '8480-6').flatMap((systolic) => {
        const near = of(records, '8462-4').find(
          ({ effective_at }) => Math.abs(Date.parse(effective_at) - Date.parse(systolic.effective_at)) < 600_000,
        );
        const gap = (systolic.content.value ?? 0) - (near?.content.value ?? 0);
        return unless(near !== undefined && gap >= 20 && gap <= 90, `${systolic.content.value}/${near?.content.value}`);
      }),
  },
];

/** Records that hold a measured value. */
export function measured(records: Dossier['records']): StoredRecord[] {
  return records.filter(({ kind }) => kind === 'OBSERVATION');
}

/** The measurements of one code, oldest first. */
export function of(records: Dossier['records'], code: string): StoredRecord[] {
  return records
    .filter((record) => record.kind === 'OBSERVATION' && record.code === code)
    .toSorted((one, other) => one.effective_at.localeCompare(other.effective_at));
}

function pairs(rows: readonly StoredRecord[]): [StoredRecord, StoredRecord][] {
  return rows.slice(1).map((row, place) => [rows[place] as StoredRecord, row]);
}
