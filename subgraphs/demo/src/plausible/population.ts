import { governorates } from '../places.ts';
import { ageOf } from '../population.ts';
import { conditions } from './illness.ts';
import type { Dossier } from './dossier.ts';
import { type PopulationRule, shareWithin } from './rule.ts';
import { encounters, vaccinations } from './visits.ts';

interface Band {
  what: string;
  among(dossier: Dossier): boolean;
  holds(dossier: Dossier): boolean;
  low: number;
  high: number;
}

const age = ({ person }: Dossier) => ageOf(person.birthDate);
const isWoman = ({ person }: Dossier) => person.sex === 'FEMALE';
const adult = (dossier: Dossier) => age(dossier) >= 18;
const everybody = () => true;
const has = (prefix: string) => (dossier: Dossier) =>
  conditions(dossier.records).some(({ code }) => code.startsWith(prefix));

const pyramid: readonly Band[] = [
  { what: 'under 15', among: everybody, holds: (one) => age(one) < 15, low: 0.24, high: 0.36 },
  { what: '15 to 64', among: everybody, holds: (one) => age(one) >= 15 && age(one) < 65, low: 0.58, high: 0.72 },
  { what: '65 and over', among: everybody, holds: (one) => age(one) >= 65, low: 0.025, high: 0.075 },
  { what: 'women', among: everybody, holds: isWoman, low: 0.45, high: 0.55 },
];

const diseases: readonly Band[] = [
  {
    what: 'diabetes from 18 on',
    among: adult,
    holds: (one) => has('E10')(one) || has('E11')(one),
    low: 0.04,
    high: 0.17,
  },
  { what: 'diabetes from 60 on', among: (one) => age(one) >= 60, holds: has('E11'), low: 0.12, high: 0.4 },
  { what: 'hypertension from 30 on', among: (one) => age(one) >= 30, holds: has('I10'), low: 0.12, high: 0.4 },
  { what: 'hypertension under 18', among: (one) => !adult(one), holds: has('I10'), low: 0, high: 0.001 },
  { what: 'asthma', among: (one) => age(one) >= 4, holds: has('J45'), low: 0.02, high: 0.1 },
  {
    what: 'iron deficiency among women of 15 to 49',
    among: (one) => isWoman(one) && age(one) >= 15 && age(one) < 50,
    holds: has('D50'),
    low: 0.08,
    high: 0.3,
  },
  { what: 'thalassaemia trait', among: (one) => age(one) >= 2, holds: has('D56.3'), low: 0.015, high: 0.06 },
  { what: 'thalassaemia major', among: everybody, holds: has('D56.1'), low: 0, high: 0.005 },
  { what: 'cutaneous leishmaniasis', among: everybody, holds: has('B55'), low: 0.01, high: 0.15 },
  { what: 'post-traumatic stress of adults', among: adult, holds: has('F43'), low: 0.01, high: 0.1 },
  { what: 'depression of adults', among: adult, holds: has('F32'), low: 0.02, high: 0.1 },
  { what: 'epilepsy', among: everybody, holds: has('G40'), low: 0.002, high: 0.016 },
  {
    what: 'prostate of men from 60 on',
    among: (one) => !isWoman(one) && age(one) >= 60,
    holds: has('N40'),
    low: 0.1,
    high: 0.5,
  },
  { what: 'HIV', among: everybody, holds: has('B24'), low: 0, high: 0.003 },
  {
    what: 'allergies',
    among: everybody,
    holds: (one) =>
      one.records.some(({ kind, code }) => kind === 'ALLERGY_INTOLERANCE' && code !== 'no-known-allergies'),
    low: 0.04,
    high: 0.09,
  },
];

const habits: readonly Band[] = [
  {
    what: 'caesarean among births',
    among: (one) => has('O8')(one),
    holds: (one) => one.records.some(({ code }) => code === '10D00Z1'),
    low: 0.2,
    high: 0.45,
  },
  {
    what: 'children of 2 to 9 with a first dose of MMR',
    among: (one) => age(one) >= 2 && age(one) < 10,
    holds: (one) => vaccinations(one.records).some(({ code }) => code === 'J07BD52'),
    low: 0.75,
    high: 0.99,
  },
  {
    what: 'adults with a vaccination',
    among: adult,
    holds: (one) => vaccinations(one.records).length > 0,
    low: 0.03,
    high: 0.3,
  },
  {
    what: 'who decided anything',
    among: everybody,
    holds: ({ consents }) => consents.length > 0,
    low: 0.002,
    high: 0.05,
  },
  {
    what: 'who was prescribed something',
    among: everybody,
    holds: ({ prescriptions }) => prescriptions.length > 0,
    low: 0.4,
    high: 0.85,
  },
  {
    what: 'who has been seen',
    among: everybody,
    holds: ({ records }) => encounters(records).length > 0,
    low: 1,
    high: 1,
  },
];

const ofBands = (bands: readonly Band[]) => (dossiers: readonly Dossier[]) =>
  bands.flatMap(({ what, among, holds, low, high }) => {
    const group = dossiers.filter(among);
    return shareWithin(what, group.filter(holds).length, group.length, low, high);
  });

/** Shares among all. */
export const populationRules: readonly PopulationRule[] = [
  {
    name: 'the ages are those of a young country',
    source: 'UN World Population Prospects 2024, Syria',
    violations: ofBands(pyramid),
  },
  {
    name: 'diseases are about as common as surveys found',
    source:
      'IDF Diabetes Atlas 2021; STEPS surveys of the region; WHO anaemia estimates 2021; WHO EMRO on leishmaniasis and mental health in emergencies',
    violations: ofBands(diseases),
  },
  {
    name: 'births, vaccinations, consents and prescriptions are as common as expected',
    source: 'WHO and UNICEF coverage estimates; caesarean rates of the Arab countries (DHS, MICS)',
    violations: ofBands(habits),
  },
  {
    name: 'people live in the governorates by their size',
    source: 'subgraphs/demo/src/places.ts',
    violations: (dossiers) =>
      governorates.flatMap(({ code, share }) => {
        const count = dossiers.filter(({ person }) => person.governorate === code).length;
        // A family of six is drawn at once: the shares of a sample spread more than those of single people.
        const slack = Math.max(0.015, 4 * Math.sqrt((share / 100 / dossiers.length) * 6));
        return shareWithin(code, count, dossiers.length, Math.max(0, share / 100 - slack), share / 100 + slack);
      }),
  },
  {
    name: 'nobody shares a health ID, a national number or, but for children, a telephone',
    source: 'Common sense',
    violations: (dossiers) => {
      const grown = dossiers.filter((one) => age(one) >= 14);
      const doubles = (values: (string | null)[]) =>
        values.filter(Boolean).length - new Set(values.filter(Boolean)).size;
      const counts = {
        'health IDs': doubles(dossiers.map(({ person }) => person.healthId)),
        'national numbers': doubles(dossiers.map(({ person }) => person.nationalNumber)),
        telephones: doubles(grown.map(({ person }) => person.phone)),
      };
      return Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what} twice`]));
    },
  },
];
