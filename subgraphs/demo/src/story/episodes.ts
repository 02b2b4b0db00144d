import { addDays, daysBetween, later, yearsBetween } from '../days.ts';
import type { Specialty } from '../facilities.ts';
import { sizeOf } from '../growth.ts';
import { demoToday } from '../population.ts';
import type { Regimen, Visit, Words } from './entries.ts';
import { between, measure, measureSize } from './measure.ts';
import { antibiotic, type Patient, paracetamol } from './regimens.ts';
import type { OpenVisit, Teller } from './teller.ts';

/** An illness or injury that passes. */
interface Episode {
  code: string;
  weight: number;
  /** Ages in years at which it is told of: from the first, below the second. */
  ages: readonly [number, number];
  sex?: 'FEMALE';
  isInjury?: boolean;
  /** Body temperature in °C. */
  fever?: readonly [number, number];
  saturation?: readonly [number, number];
  treatment?: (years: number, weightKg: number, isAllergic: boolean) => Omit<Regimen, 'indication'>[];
  /** Nights in the hospital, and what is done there: ICD-10-PCS. */
  surgery?: { nights: number; code: string; words: Words };
  /** What an image shows: LOINC and conclusion. */
  image?: { code: string; conclusion: string };
}

const urinary = (years: number): Omit<Regimen, 'indication'>[] =>
  years < 18
    ? []
    : [
        {
          medicationId: 'M-J01MA02',
          dose: { amount: 1, unit: 'TABLET', route: 'ORAL', timesPerDay: 2, durationDays: 3 },
        },
      ];

const episodes: readonly Episode[] = [
  { code: 'J06.9', weight: 9, ages: [0.3, 80], fever: [37.6, 38.8], treatment: paracetamol },
  { code: 'J03.9', weight: 4, ages: [3, 40], fever: [38, 39.4], treatment: antibiotic },
  { code: 'H66.9', weight: 4, ages: [0.6, 8], fever: [37.8, 39.2], treatment: antibiotic },
  { code: 'A09.9', weight: 5, ages: [0.4, 80], fever: [37, 38.4] },
  { code: 'N39.0', weight: 4, ages: [18, 85], sex: 'FEMALE', fever: [36.6, 37.9], treatment: urinary },
  {
    code: 'J18.9',
    weight: 1.5,
    ages: [1, 85],
    fever: [38.3, 39.6],
    saturation: [91, 95],
    treatment: antibiotic,
    image: { code: '36643-5', conclusion: 'ارتشاح في الفص السفلي الأيمن – Infiltrate in the right lower lobe' },
  },
  { code: 'J20.9', weight: 3, ages: [2, 80], fever: [36.8, 37.9], saturation: [95, 99] },
  { code: 'M54.5', weight: 5, ages: [22, 75], treatment: paracetamol },
  { code: 'S93.4', weight: 2, ages: [9, 60], isInjury: true, treatment: paracetamol },
  {
    code: 'S52.5',
    weight: 1.2,
    ages: [6, 85],
    isInjury: true,
    treatment: paracetamol,
    image: {
      code: '18748-4',
      conclusion: 'كسر في أسفل الكعبرة دون تبدل – Fracture of the distal radius, not displaced',
    },
  },
  { code: 'S01.0', weight: 1.5, ages: [2, 70], isInjury: true },
  { code: 'B86', weight: 1, ages: [1, 60] },
  { code: 'H10.9', weight: 1.5, ages: [1, 80] },
  { code: 'B01.9', weight: 1.2, ages: [2, 12], fever: [37.4, 38.5] },
  {
    code: 'K35.8',
    weight: 0.9,
    ages: [8, 45],
    fever: [37.5, 38.6],
    surgery: { nights: 2, code: '0DTJ4ZZ', words: { ar: 'استئصال الزائدة الدودية', en: 'Appendectomy' } },
  },
  {
    code: 'K80.2',
    weight: 0.9,
    ages: [28, 70],
    sex: 'FEMALE',
    surgery: {
      nights: 1,
      code: '0FT44ZZ',
      words: { ar: 'استئصال المرارة بالتنظير', en: 'Laparoscopic cholecystectomy' },
    },
  },
];

/** How many such illnesses and injuries a person's records tell of, and how often. */
const counts = [
  [0, 5],
  [1, 6],
  [2, 1.5],
] as const;

const leishmaniasis: Episode = { code: 'B55.1', weight: 6, ages: [2, 70] };

const withEndemic: readonly Episode[] = [...episodes, leishmaniasis];
const withImported: readonly Episode[] = [...episodes, { ...leishmaniasis, weight: 0.3 }];

/** Governorates where the sandfly brings leishmaniasis: most of Syria's cases are reported from them (WHO). */
const endemic: ReadonlySet<string> = new Set(['HL', 'DY', 'HA', 'RA', 'ID', 'HM']);

/** One or two illnesses or injuries of the last four years, where and when the person was seen. */
export function tellOfEpisodes(teller: Teller, patient: Patient, isAllergic: boolean): void {
  const { person, dice } = teller;
  const count = person.index === 0 ? 1 : dice.pickWeighted(counts);
  const chosen = new Set<string>();
  for (let nth = 0; nth < count; nth += 1) {
    const day = dayFor(teller);
    const years = yearsBetween(person.birthDate, day);
    const fitting = fittingAt(years, person).filter(({ code }) => !chosen.has(code));
    if (fitting.length === 0) continue;
    const episode = dice.pickWeighted(fitting.map((one) => [one, one.weight] as const));
    chosen.add(episode.code);
    tellOf(teller, patient, episode, day, isAllergic);
  }
}

function fittingAt(years: number, { sex, governorate }: Teller['person']): Episode[] {
  return (endemic.has(governorate) ? withEndemic : withImported).filter(
    ({ ages, sex: only }) => years >= ages[0] && years < ages[1] && (only === undefined || only === sex),
  );
}

/** Some day of the last four years, past the lasting problems' newest courses: what is taken for a week must not meet them. */
function dayFor({ person, dice }: Teller): string {
  const from = later(addDays(person.birthDate, 60), addDays(demoToday, -1_460));
  const days = Math.max(1, daysBetween(from, demoToday) - 240);
  return addDays(from, dice.int(days));
}

function tellOf(teller: Teller, patient: Patient, episode: Episode, wanted: string, isAllergic: boolean): void {
  const { person } = teller;
  const visit = teller.visit({ ...whereTo(teller, episode, wanted), day: wanted, about: episode.code });
  // The day that the facility saw the person may be another: the illness has to fit it too.
  if (!visit) return;
  const years = yearsBetween(person.birthDate, visit.day);
  if (years < 12) measureSize(visit, person, false);
  writeFindings(visit, episode, teller);
  const isOver = daysBetween(visit.day, demoToday) > (episode.code === 'B55.1' ? 240 : 42);
  visit.write('CONDITION', episode.code, { ...(isOver && { isOver }) });
  if (episode.surgery) visit.write('PROCEDURE', episode.surgery.code, { words: episode.surgery.words });
  if (episode.surgery) visit.discharge(dischargeAfter(episode.surgery));
  if (person.index === 0 || patient.isPregnant) return;
  const { weightKg } = sizeOf(person, visit.day);
  for (const regimen of episode.treatment?.(years, weightKg, isAllergic) ?? []) {
    if (clashes(regimen.medicationId, patient)) continue;
    visit.prescribe(
      { ...regimen, indication: episode.code },
      { days: regimen.dose.durationDays ?? 5, validDays: 14, collected: teller.dice.chance(0.88) ? 1 : 0 },
    );
  }
}

/** Whoever takes paracetamol for a joint or warfarin all year gets no more of the one and no quinolone or macrolide with the other. */
function clashes(medicationId: string, { has }: Patient): boolean {
  if (medicationId.startsWith('M-N02BE01')) return has('M17.9') || has('G43.9');
  const isInteracting = medicationId === 'M-J01MA02' || medicationId === 'M-J01FA10';
  return isInteracting && (has('I48.9') || has('G40.9') || has('F32.1') || has('F43.1'));
}

function whereTo(teller: Teller, { isInjury, surgery }: Episode, day: string): Omit<Visit, 'day' | 'about'> {
  const isChild = yearsBetween(teller.person.birthDate, day) < 15;
  if (surgery)
    return {
      place: 'HOSPITAL',
      specialties: ['General surgery'],
      class: 'IMP',
      isUrgent: true,
      nights: surgery.nights,
    };
  if (isInjury) return { place: 'HOSPITAL', specialties: ['Emergency medicine'], class: 'EMER', isUrgent: true };
  const hospital = teller.window('HOSPITAL');
  const isAtHospital = hospital !== undefined && day >= hospital.from && day <= hospital.to && teller.dice.chance(0.35);
  const grown: Specialty = isAtHospital ? 'Internal medicine' : 'General practice';
  return { place: isAtHospital ? 'HOSPITAL' : 'CENTRE', specialties: [isChild ? 'Paediatrics' : grown] };
}

/** What goes home with who was operated on. */
function dischargeAfter({ nights, words }: { nights: number; words: Words }): string {
  return [
    `أُجري ${words.ar}، والسير بعد الجراحة سليم. الخروج بعد ${nights === 1 ? 'ليلة' : 'ليلتين'}، وفك القطب بعد عشرة أيام.`,
    `${words.en}; the course after it was without complication. Discharged after ${nights === 1 ? 'one night' : 'two nights'}; stitches out in ten days.`,
  ].join('\n');
}

function writeFindings(visit: OpenVisit, { fever, saturation, image }: Episode, { dice }: Teller): void {
  if (fever) measure(visit, 'temperature', between(dice, fever[0], fever[1]));
  if (saturation) measure(visit, 'saturation', saturation[0] + dice.int(saturation[1] - saturation[0] + 1));
  if (image) visit.write('DIAGNOSTIC_REPORT', image.code, { content: { conclusion: image.conclusion } });
}
