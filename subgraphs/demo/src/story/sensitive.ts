import { addDays } from '../days.ts';
import { ageOf, demoToday } from '../population.ts';
import { random } from '../random.ts';
import { measure } from './measure.ts';
import type { Teller } from './teller.ts';

/** Rarely HIV, and what a woman told of violence: records that their labels close to most. Nothing of it in the demo's own family. */
export function tellOfSecrets(teller: Teller, isOtherwiseWell: boolean): void {
  const { person } = teller;
  const dice = random(`sensitive history ${person.index}`);
  if (person.familyIndex === 0 || ageOf(person.birthDate) < 18) return;
  if (dice.chance(0.003) && isOtherwiseWell) tellOfHiv(teller);
  if (person.sex === 'FEMALE' && dice.chance(0.004)) tellOfViolence(teller);
}

function tellOfHiv(teller: Teller): void {
  const { dice } = teller;
  const day = addDays(demoToday, -(10 + dice.int(60)));
  const visit = teller.visit({
    day,
    place: 'HOSPITAL',
    specialties: ['Internal medicine'],
    about: { ar: 'متابعة', en: 'Follow-up' },
    asked: ['HIV'],
  });
  if (!visit) return;
  visit.write('CONDITION', 'B24', { at: `${addDays(visit.day, -380)}T09:00:00.000Z` });
  const load = measure(visit, 'viralLoad', 20 + dice.int(30));
  visit.write('DIAGNOSTIC_REPORT', '11502-2', { content: { conclusion: 'الحمل الفيروسي مضبوط' }, results: [load] });
  visit.prescribe(
    {
      medicationId: 'M-J05AR10',
      dose: { amount: 2, unit: 'TABLET', route: 'ORAL', timesPerDay: 2 },
      indication: 'B24',
    },
    { days: 90, validDays: 120, collected: 1 },
  );
}

function tellOfViolence(teller: Teller): void {
  const { dice } = teller;
  const visit = teller.visit({
    day: addDays(demoToday, -(30 + dice.int(800))),
    place: 'HOSPITAL',
    specialties: ['Emergency medicine'],
    class: 'EMER',
    isUrgent: true,
    about: { ar: 'كدمات', en: 'Bruises' },
    asked: ['SDV'],
  });
  visit?.write('CONDITION', 'T74.1');
}
