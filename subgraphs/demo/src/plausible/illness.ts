import { yearsBetween } from '../days.ts';
import { ageOf, demoToday, household } from '../population.ts';
import { type Interpretation, judgeResult } from '@wasl/terminology/judgeResult';
import { sexOfCode } from '@wasl/terminology/sexOfCode';
import { terminology } from '@wasl/terminology/terminology';
import { type Dossier, dayOf, type StoredRecord } from './dossier.ts';
import { measured, of } from './growth.ts';
import { type PersonRule, unless } from './rule.ts';

/** Which result is high or low at the diagnosis, and which values a treated patient may reach. */
interface Sign {
  condition: readonly string[];
  test: string;
  /** How the first result reads against its range. */
  first: readonly Interpretation[];
  /** Between these it stays in everybody who has the condition. */
  always: readonly [number, number];
}

const signs: readonly Sign[] = [
  { condition: ['E10.9', 'E11.9'], test: '4548-4', first: ['H', 'HH'], always: [6, 14] },
  { condition: ['E10.9', 'E11.9'], test: '1558-6', first: ['H', 'HH'], always: [100, 400] },
  { condition: ['N18.3'], test: '98979-8', first: ['L'], always: [30, 59] },
  { condition: ['D50.9'], test: '718-7', first: ['L'], always: [7, 12.9] },
  { condition: ['D50.9'], test: '2276-4', first: ['L'], always: [1, 20] },
  { condition: ['D56.1', 'D56.3'], test: '718-7', first: ['L'], always: [6, 12.9] },
  { condition: ['D56.3'], test: '4551-8', first: ['H'], always: [3.6, 8] },
  { condition: ['E03.9'], test: '3016-3', first: ['N', 'H'], always: [0.4, 100] },
  { condition: ['E78.5'], test: '13457-7', first: ['N', 'H'], always: [40, 300] },
  { condition: ['I48.9'], test: '6301-6', first: ['H'], always: [1.8, 4] },
  { condition: ['F32.1', 'F43.1'], test: '44261-6', first: ['N'], always: [5, 27] },
];
/** Earliest ages, in years, of what does not come before. */
const earliestAges: readonly (readonly [string, number])[] = [
  ['I10', 18],
  ['E11', 10],
  ['I25', 35],
  ['I48', 40],
  ['I50', 40],
  ['N18', 40],
  ['N40', 40],
  ['M17', 40],
  ['J44', 40],
  ['H25', 50],
  ['M81', 50],
  ['F32', 12],
  ['F43', 6],
];
const lasting: ReadonlySet<string> = new Set(
  'I10,E11.9,E10.9,E78.5,I25.1,I48.9,I50.9,N18.3,J45.9,J44.9,D56.1,D56.3,E03.9,G40.9,N40,M17.9'.split(','),
);

/** Diseases and the results that belong to them. */
export const illnessRules: readonly PersonRule[] = [
  {
    name: 'every code stands in its list',
    source: 'subgraphs/terminology/data',
    violations: ({ records }) =>
      records.flatMap(({ kind, code, display_ar, display_en }) => [
        ...unless(isListed(kind, code), `${kind} ${code}`),
        ...unless(display_ar !== '' && display_en !== '', `${kind} ${code} has no text`),
      ]),
  },
  {
    name: 'nobody has a disease of the other sex',
    source: 'subgraphs/terminology/data/sex-limited.tsv (WHO)',
    violations: ({ person, records }) =>
      conditions(records).flatMap(({ code }) => {
        const only = sexOfCode(code);
        return unless(only === undefined || person.sex.startsWith(only), `${code} of a ${person.sex}`);
      }),
  },
  {
    name: 'diseases of age do not come in youth',
    source: 'Textbooks of internal medicine',
    violations: ({ person, records }) =>
      conditions(records).flatMap(({ code, effective_at }) => {
        const years = yearsBetween(person.birthDate, dayOf(effective_at));
        const least = earliestAges.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 0;
        return unless(years >= least, `${code} at ${years.toFixed(0)} years`);
      }),
  },
  {
    name: 'nothing lies before birth or after today, and onset comes before the record',
    source: 'Common sense',
    violations: ({ person, records }) =>
      records.flatMap(({ kind, code, effective_at, recorded_at }) => [
        ...unless(dayOf(effective_at) >= person.birthDate, `${kind} ${code} before birth`),
        ...unless(dayOf(recorded_at) <= demoToday, `${kind} ${code} in the future`),
        ...unless(effective_at <= recorded_at, `${kind} ${code} recorded before it was`),
      ]),
  },
  {
    name: 'lasting diseases are active, passing ones are over within eight months',
    source: 'Common sense',
    violations: ({ records }) =>
      conditions(records).flatMap(({ code, status, effective_at }) => {
        const years = yearsBetween(dayOf(effective_at), demoToday);
        if (lasting.has(code)) return unless(status === 'ACTIVE', `${code} is ${status}`);
        const isPassing = /^[JAHSBK]|^Z34|^O|^N39|^M54/.test(code) && !/^(J30|J4|K21|H25|B24)/.test(code);
        return unless(
          !isPassing || years < 0.8 || status === 'RESOLVED',
          `${code} lasts for ${years.toFixed(1)} years`,
        );
      }),
  },
  {
    name: 'one has a disease once',
    source: 'Common sense',
    violations: ({ records }) => {
      const codes = conditions(records).flatMap(({ code }) =>
        /^[ZOSJABN]/.test(code) && !lasting.has(code) ? [] : [code],
      );
      return unless(new Set(codes).size === codes.length, `twice among ${codes.join(', ')}`);
    },
  },
  {
    name: 'results are abnormal where a disease is active',
    source: 'WHO and ADA criteria of diabetes, KDIGO 2012, WHO haemoglobin thresholds, reference-ranges.tsv',
    violations: (dossier) => signs.flatMap((sign) => againstSign(dossier, sign)),
  },
  {
    name: 'results are normal where no disease explains them',
    source: 'subgraphs/terminology/data/reference-ranges.tsv',
    violations: (dossier) =>
      measured(dossier.records).flatMap((record) => {
        const found = interpretationOf(dossier, record);
        const isExplained = found === undefined || found === 'N' || explains(dossier, record);
        return unless(isExplained, `${record.code} ${record.content.value} reads ${found}`);
      }),
  },
  {
    name: 'creatinine and filtration rate agree',
    source: 'CKD-EPI 2021',
    violations: ({ person, records }) =>
      of(records, '98979-8').flatMap(({ content, effective_at }) => {
        const near = of(records, '2160-0').find((one) => dayOf(one.effective_at) === dayOf(effective_at));
        const rate = ckdEpi(
          near?.content.value ?? 0,
          Math.floor(yearsBetween(person.birthDate, dayOf(effective_at))),
          person.sex === 'FEMALE',
        );
        return unless(
          near !== undefined && Math.abs(rate - (content.value ?? 0)) <= 2,
          `${content.value} beside ${near?.content.value}`,
        );
      }),
  },
  {
    name: 'pregnancy is of women of 15 to 49 and ends with a birth in the registry',
    source: 'WHO',
    violations: ({ person, records }) =>
      conditions(records).flatMap(({ code, effective_at, status }) => {
        if (!/^(Z34|O)/.test(code)) return [];
        const day = dayOf(effective_at);
        const years = yearsBetween(person.birthDate, day);
        const births = household(person.familyIndex).flatMap((one) => (one.role === 'CHILD' ? [one.birthDate] : []));
        const isBirth = code.startsWith('O');
        const fits = isBirth
          ? births.includes(day)
          : status === 'ACTIVE' || births.some((birth) => birth > day && yearsBetween(day, birth) < 0.6);
        return [
          ...unless(person.sex === 'FEMALE' && years >= 15 && years < 50, `${code} at ${years.toFixed(0)}`),
          ...unless(fits, `${code} on ${day} and no birth`),
        ];
      }),
  },
  {
    name: 'a caesarean section goes with the birth that it was',
    source: 'ICD-10 O82',
    violations: ({ records }) =>
      records.flatMap(({ kind, code, effective_at }) => {
        if (kind !== 'PROCEDURE' || !procedureReasons[code]) return [];
        const found = conditions(records).some(
          (one) => procedureReasons[code]?.includes(one.code) && dayOf(one.recorded_at) === dayOf(effective_at),
        );
        return unless(found, `procedure ${code} without its reason`);
      }),
  },
  {
    name: 'a report says what its results say',
    source: 'reference-ranges.tsv',
    violations: (dossier) =>
      dossier.records.flatMap(({ kind, content }) => {
        if (kind !== 'DIAGNOSTIC_REPORT' || !content.resultIds) return [];
        const results = dossier.records.filter(({ id }) => content.resultIds?.includes(id));
        const isNormal = results.every((one) => (interpretationOf(dossier, one) ?? 'N') === 'N');
        const saysSo = content.conclusion?.includes('normal') === true;
        return [
          ...unless(results.length === content.resultIds.length, 'a result is missing'),
          ...unless(!saysSo || isNormal, `says ${content.conclusion}`),
        ];
      }),
  },
];

const procedureReasons: Readonly<Record<string, readonly string[]>> = {
  '10D00Z1': ['O82', 'O84'],
  '0DTJ4ZZ': ['K35.8'],
  '0FT44ZZ': ['K80.2'],
};

/** The diagnoses of a record. */
export function conditions(records: Dossier['records']): StoredRecord[] {
  return records.filter(({ kind }) => kind === 'CONDITION');
}

function isListed(kind: string, code: string): boolean {
  if (kind === 'ENCOUNTER') return ['AMB', 'EMER', 'IMP'].includes(code);
  if (kind === 'PROCEDURE') return procedureReasons[code] !== undefined;
  if (kind === 'ALLERGY_INTOLERANCE') return true;
  const system = kind === 'CONDITION' ? 'icd-10' : kind === 'IMMUNIZATION' ? 'atc' : 'loinc';
  return terminology.lookUp(system, code).status === 'known';
}

/** How a result reads against the range of the person's age and sex on that day. */
export function interpretationOf({ person }: Dossier, { code, content, effective_at }: StoredRecord) {
  const ageDays = Math.max(0, yearsBetween(person.birthDate, dayOf(effective_at)) * 365.25);
  const sex = person.sex === 'FEMALE' ? 'F' : 'M';
  return judgeResult(code, content.value ?? Number.NaN, content.unit ?? '', { ageDays, sex })?.interpretation;
}

function againstSign(dossier: Dossier, { condition, test, first, always }: Sign): string[] {
  const found = conditions(dossier.records).find(({ code, status }) => status === 'ACTIVE' && condition.includes(code));
  if (!found) return [];
  const results = of(dossier.records, test).filter(({ effective_at }) => effective_at >= found.recorded_at);
  const values = results.flatMap(({ content: { value = 0 } }) =>
    unless(value >= always[0] && value <= always[1], `${found.code} with ${test} ${value}`),
  );
  const reads = results[0] && interpretationOf(dossier, results[0]);
  return [
    ...values,
    ...unless(reads === undefined || first.includes(reads), `${found.code}: first ${test} reads ${reads}`),
  ];
}

/** What explains a result outside its range: any of the diagnoses, or an illness of the same visit. */
const explanations: Readonly<Record<string, RegExp>> = {
  '8480-6': /^I10/,
  '8462-4': /^I10/,
  '4548-4': /^E1[01]/,
  '1558-6': /^E1[01]/,
  '98979-8': /./,
  '2160-0': /^N18/,
  '718-7': /^D5/,
  '787-2': /^D5/,
  '2276-4': /^D50/,
  '4551-8': /^D56/,
  '3016-3': /^E03/,
  '13457-7': /^E78/,
  '6301-6': /^I48/,
  '20447-9': /^B24/,
  '8310-5': /^[JHANKB]/,
  '59408-5': /^J/,
};

function explains({ person, records }: Dossier, { code }: StoredRecord): boolean {
  // A filtration rate below 90 is common with age (KDIGO: 60 to 89 is mildly decreased).
  if (code === '98979-8' && ageOf(person.birthDate) < 30) return false;
  // Birth weights below 2.5 kg and above 4 kg occur in every tenth newborn.
  if (code === '8339-4') return true;
  const pattern = explanations[code];
  return pattern !== undefined && conditions(records).some((one) => pattern.test(one.code));
}

function ckdEpi(creatinine: number, years: number, isFemale: boolean): number {
  const [kappa, alpha, factor] = isFemale ? [0.7, -0.241, 1.012] : [0.9, -0.302, 1];
  const ratio = creatinine / kappa;
  return 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** years * factor;
}
