import { addDays, yearsBetween } from '../days.ts';
import type { Specialty } from '../facilities.ts';
import { ageOf, demoToday } from '../population.ts';
import type { Regimen, Visit } from './entries.ts';
import { between, creatinineAt, lowHaemoglobin, measure, measurePressure, measureSize, rateAt } from './measure.ts';
import type { Problem } from './problems.ts';
import { type Patient, regimensFor } from './regimens.ts';
import type { OpenVisit, Teller } from './teller.ts';

/** For how long a prescription of a lasting problem is meant. */
const courseDays = 90;
/** Supplies of two visits must not overlap: a pharmacy may be closed for a day, and a visit falls on a working day. */
const betweenVisits = 97;

const heart: ReadonlySet<string> = new Set(['I25.1', 'I48.9', 'I50.9']);
const mind: ReadonlySet<string> = new Set(['F32.1', 'F43.1']);

/** Two visits a quarter apart for all lasting problems of the body, and two of the mind's with a psychiatrist. */
export function tellOfProblems(teller: Teller, problems: readonly Problem[], patient: Patient): void {
  const ofBody = problems.filter(({ code }) => !mind.has(code));
  const ofMind = problems.filter(({ code }) => mind.has(code));
  if (ofBody.length > 0) followUp(teller, ofBody, patient, placeOf(teller, ofBody));
  if (ofMind.length > 0)
    followUp(teller, ofMind, patient, {
      place: 'HOSPITAL',
      specialties: ['Psychiatry'],
      // The list would name the problem in the title of the visit.
      about: { ar: 'متابعة', en: 'Follow-up' },
      department: 'العيادة النفسية',
    });
}

type Clinic = Omit<Visit, 'day'>;

function placeOf(teller: Teller, problems: readonly Problem[]): Clinic {
  const main = problems.find(({ code }) => heart.has(code)) ?? problems[0];
  const isSeenByHospital = teller.window('HOSPITAL')?.to === demoToday;
  const specialties: Specialty[] = isChild(teller)
    ? ['Paediatrics']
    : isSeenByHospital
      ? [heart.has(main?.code ?? '') ? 'Cardiology' : 'Internal medicine']
      : ['General practice'];
  return { place: isSeenByHospital ? 'HOSPITAL' : 'CENTRE', specialties, about: main?.code ?? 'Z00.0' };
}

const isChild = ({ person }: Teller) => ageOf(person.birthDate) < 15;

function followUp(teller: Teller, problems: readonly Problem[], patient: Patient, clinic: Clinic): void {
  const { dice, person } = teller;
  const until = teller.window(clinic.place)?.to ?? demoToday;
  // The citizen's two prescriptions wait for the demo's stories: she was seen lately, and only then was anything prescribed.
  const newestDay = addDays(until, person.index === 0 ? -12 : -(4 + dice.int(34)));
  const days = [addDays(newestDay, -betweenVisits - dice.int(6)), newestDay];
  // Decided once: the second visit renews what the first prescribed.
  const treatment = new Map(problems.map(({ code }) => [code, regimensFor(code, patient)]));
  const told = new Set<string>();
  for (const [nth, day] of days.entries()) {
    const known = problems.filter(({ onset }) => onset <= day);
    if (known.length === 0 || (nth === 0 && day < (teller.window(clinic.place)?.from ?? day))) continue;
    const isChildThen = yearsBetween(person.birthDate, day) < 15;
    const specialties: readonly Specialty[] = isChildThen ? ['Paediatrics'] : clinic.specialties;
    const visit = teller.visit({ ...clinic, day, specialties, about: aboutOf(clinic, known) });
    if (!visit) continue;
    for (const problem of known.filter(({ code }) => !told.has(code))) {
      told.add(problem.code);
      writeProblem(visit, problem);
    }
    examine(visit, known, patient, nth === 1);
    if (person.index === 0 && nth === 0) continue;
    treat(visit, known, patient, treatment, nth === 1);
  }
}

function aboutOf(clinic: Clinic, known: readonly Problem[]): Clinic['about'] {
  if (typeof clinic.about !== 'string' || known.some(({ code }) => code === clinic.about)) return clinic.about;
  return known[0]?.code ?? clinic.about;
}

function writeProblem(visit: OpenVisit, { code, onset }: Problem): void {
  const at = `${onset}T09:00:00.000Z`;
  visit.write('CONDITION', code, { ...(onset < visit.day && { at }) });
}

function treat(
  visit: OpenVisit,
  known: readonly Problem[],
  { dice, person }: Patient,
  treatment: ReadonlyMap<string, readonly Regimen[]>,
  isNewest: boolean,
): void {
  const given = new Set<string>();
  for (const { code } of known) {
    for (const regimen of treatment.get(code) ?? []) {
      if (given.has(regimen.medicationId)) continue;
      given.add(regimen.medicationId);
      const days = regimen.dose.asNeeded && regimen.packages === undefined ? 20 : courseDays;
      const collected = !isNewest
        ? 1
        : dice.pickWeighted([
            [1, 7],
            [0.5, 2],
            [0, 2],
          ] as const);
      if (person.index === 0) visit.prescribe(regimen, { days, validDays: 438, collected: 0 });
      else visit.prescribe(regimen, { days, validDays: 120, collected });
    }
  }
}

/** Measures what belongs to the problems: far from its aim at first, nearer to it at the newest visit. */
function examine(visit: OpenVisit, known: readonly Problem[], patient: Patient, isNewest: boolean): void {
  const { person, dice } = patient;
  const has = (code: string) => known.some((one) => one.code === code);
  const age = yearsBetween(person.birthDate, visit.day);
  if (known.every(({ code }) => mind.has(code))) {
    measure(visit, 'phq9', isNewest ? 5 + dice.int(6) : 12 + dice.int(7));
    return;
  }
  if (isNewest) measureSize(visit, person, age < 18);
  else if (age < 12) measureSize(visit, person, false);
  if (age >= 18 && (isNewest || has('I10')))
    measurePressure(visit, person, has('I10') ? (isNewest ? 'treated' : 'untreated') : 'healthy', dice);
  examineSugar(visit, has, isNewest, patient);
  examineBlood(visit, has, isNewest, patient);
  if (has('N18.3') || (isNewest && age >= 18 && (has('I10') || has('E11.9')))) examineKidney(visit, has, age, patient);
  if (has('E03.9')) measure(visit, 'thyrotropin', isNewest ? between(dice, 1.2, 4.6) : between(dice, 5.5, 14));
  if (has('E78.5')) measure(visit, 'ldl', isNewest ? 84 + dice.int(44) : 134 + dice.int(50));
  if (has('I48.9')) measure(visit, 'inr', between(dice, 2, 3.1));
  if (has('J45.9') || has('J44.9')) measure(visit, 'saturation', 94 + dice.int(5));
}

type Has = (code: string) => boolean;

function examineSugar(visit: OpenVisit, has: Has, isNewest: boolean, { dice }: Patient): void {
  if (!has('E11.9') && !has('E10.9')) return;
  const glycated = isNewest ? between(dice, 6.6, 8.2) : between(dice, 7.4, 9.8);
  measure(visit, 'glycatedHaemoglobin', glycated);
  // The mean glucose of three months (ADAG study), less what meals add.
  if (isNewest) measure(visit, 'fastingGlucose', Math.round(28.7 * glycated - 46.7 - 8 - dice.int(8)));
}

function examineBlood(visit: OpenVisit, has: Has, isNewest: boolean, { person, dice }: Patient): void {
  const low = lowHaemoglobin(person, visit.day);
  if (has('D56.1')) measure(visit, 'haemoglobin', between(dice, 7.1, 9.2));
  else if (has('D50.9')) {
    measure(visit, 'haemoglobin', between(dice, low - (isNewest ? 0.6 : 1.8), low - (isNewest ? 0 : 0.9)));
    if (!isNewest) measure(visit, 'cellVolume', 62 + dice.int(7));
    measure(visit, 'ferritin', between(dice, 2.5, 6.5));
  } else if (has('D56.3') && isNewest) {
    measure(visit, 'haemoglobin', between(dice, low - 0.8, low));
    measure(visit, 'cellVolume', 62 + dice.int(6));
    measure(visit, 'haemoglobinA2', between(dice, 4.1, 5.9));
  }
}

function examineKidney(visit: OpenVisit, has: Has, age: number, { person, dice }: Patient): void {
  const isFemale = person.sex === 'FEMALE';
  const years = Math.floor(age);
  // Metformin wants 45 at least.
  const wanted = has('N18.3') ? 46 + dice.int(12) : Math.max(72, 112 - Math.max(0, age - 30) * 0.8 - dice.int(10));
  const creatinine = creatinineAt(wanted, years, isFemale);
  measure(visit, 'creatinine', creatinine);
  measure(visit, 'filtrationRate', rateAt(creatinine, years, isFemale));
}
