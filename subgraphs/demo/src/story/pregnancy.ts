import { addDays, daysBetween } from '../days.ts';
import { ageOf, type DemoPerson, demoToday, household } from '../population.ts';
import { random } from '../random.ts';
import { between, measure, measurePressure } from './measure.ts';
import { problemsOf } from './problems.ts';
import type { Teller } from './teller.ts';

/** A pregnancy lasts 40 weeks from the last period. */
const termDays = 280;
const twelveWeeks = 84;

/** Whether a mother expects a child on the demo's date, and how far she is, in days since her last period. */
export function pregnancyOf(person: DemoPerson): number | undefined {
  const age = ageOf(person.birthDate);
  if (person.role !== 'MOTHER' || person.familyIndex === 0 || age < 20 || age >= 40) return undefined;
  const last = birthsOf(person).at(-1);
  const dice = random(`pregnancy ${person.index}`);
  const isLongAgo = last === undefined || daysBetween(last, demoToday) > 700;
  return isLongAgo && dice.chance(0.16) ? 105 + dice.int(130) : undefined;
}

/** Antenatal care and births of those children whom the hospital saw her with, and of the one she expects. */
export function tellOfPregnancies(teller: Teller): void {
  const { person } = teller;
  if (person.role !== 'MOTHER') return;
  const hospital = teller.window('HOSPITAL');
  const seen = birthsOf(person).filter((day) => hospital && addDays(day, -130) >= hospital.from && day <= hospital.to);
  // The newest of them: older ones are in the paper files.
  for (const day of seen.slice(-1)) tellOfBirth(teller, day);
  const days = pregnancyOf(person);
  if (days !== undefined) tellOfPregnancy(teller, addDays(demoToday, -days));
}

function tellOfBirth(teller: Teller, birthDate: string): void {
  const { person, dice } = teller;
  const lastPeriod = addDays(birthDate, -termDays + (dice.int(15) - 7));
  antenatalVisit(teller, lastPeriod, addDays(birthDate, -70 - dice.int(40)), true);
  const isCaesarean = dice.chance(0.32);
  const children = household(person.familyIndex).filter((one) => one.role === 'CHILD' && one.birthDate === birthDate);
  const code = children.length > 1 ? 'O84' : isCaesarean ? 'O82' : 'O80';
  const visit = teller.visit({
    day: birthDate,
    place: 'HOSPITAL',
    specialties: ['Obstetrics and gynaecology'],
    class: 'IMP',
    isUrgent: true,
    nights: isCaesarean ? 2 : 1,
    about: code,
  });
  if (!visit) return;
  visit.write('CONDITION', code, { isOver: true });
  if (isCaesarean)
    visit.write('PROCEDURE', '10D00Z1', { words: { ar: 'عملية قيصرية', en: 'Caesarean section, low cervical' } });
}

function tellOfPregnancy(teller: Teller, lastPeriod: string): void {
  antenatalVisit(teller, lastPeriod, addDays(demoToday, -6 - teller.dice.int(12)), false);
}

function antenatalVisit(teller: Teller, lastPeriod: string, day: string, isOver: boolean): void {
  const { person, dice } = teller;
  const isAtHospital = isOver || teller.window('HOSPITAL')?.to === demoToday;
  const visit = teller.visit({
    day,
    place: isAtHospital ? 'HOSPITAL' : 'CENTRE',
    specialties: ['Obstetrics and gynaecology'],
    about: 'Z34',
  });
  const weeks = visit ? Math.floor(daysBetween(lastPeriod, visit.day) / 7) : 0;
  if (!visit || weeks < 12 || weeks > 41) return;
  const confirmed = `${addDays(lastPeriod, twelveWeeks)}T09:00:00.000Z`;
  visit.write('CONDITION', 'Z34', { at: confirmed, ...(isOver && { isOver }) });
  measure(visit, 'gestationalAge', weeks);
  measurePressure(visit, person, 'healthy', dice);
  const isAnaemic = problemsOf(person).some(({ code }) => code.startsWith('D5'));
  if (!isAnaemic) measure(visit, 'haemoglobin', between(dice, 12, 13.4));
  if (isOver) return;
  visit.prescribe(
    {
      medicationId: 'M-B03BB01',
      dose: { amount: 1, unit: 'TABLET', route: 'ORAL', timesPerDay: 1 },
      indication: 'Z34',
    },
    { days: 60, validDays: 60, collected: 1 },
  );
}

function birthsOf({ familyIndex }: DemoPerson): string[] {
  const days = household(familyIndex).flatMap(({ role, birthDate }) => (role === 'CHILD' ? [birthDate] : []));
  return [...new Set(days)];
}
