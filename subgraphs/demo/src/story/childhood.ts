import { type ScheduledDose, vaccinationSchedule, vaccines } from '@wasl/terminology/vaccines';
import { careOf } from '../care.ts';
import { addDays, earlier, instantAt, later, workingDay, yearsBetween } from '../days.ts';
import { type DemoPractitioner, staffOf } from '../facilities.ts';
import { sizeOf } from '../growth.ts';
import { ageOf, type DemoPerson, demoToday, household } from '../population.ts';
import { random } from '../random.ts';
import type { DemoEntry } from './entries.ts';
import { measure, measureSize } from './measure.ts';
import type { Teller } from './teller.ts';

/** Whoever is older was vaccinated on paper. */
const cardsSince = '2016-01-01';
/** The first COVID-19 vaccines came to Syria in the spring of 2021. */
const pandemicVaccinesSince = '2021-06-01';

/** Birth in the hospital, where its registers hold it, and a look at growth at the health centre. */
export function tellOfChildhood(teller: Teller): void {
  const { person, dice } = teller;
  const hospital = teller.window('HOSPITAL');
  if (hospital?.from === person.birthDate) tellOfBirth(teller);
  const age = ageOf(person.birthDate);
  if (age >= 15) return;
  const checks = age < 2 ? [60, 190, 370] : [400 + dice.int(300)];
  for (const days of checks) {
    const day = addDays(person.birthDate, days);
    if (day > demoToday) continue;
    const visit = teller.visit({ day, place: 'CENTRE', specialties: ['Paediatrics'], about: 'Z00.1' });
    if (visit) measureSize(visit, person, true);
  }
}

function tellOfBirth(teller: Teller): void {
  const { person } = teller;
  const twins = household(person.familyIndex).filter(
    (one) => one.role === 'CHILD' && one.birthDate === person.birthDate,
  );
  const code = person.role === 'CHILD' && twins.length > 1 ? 'Z38' : 'Z38.0';
  const visit = teller.visit({
    day: person.birthDate,
    place: 'HOSPITAL',
    specialties: ['Paediatrics'],
    class: 'IMP',
    isUrgent: true,
    nights: 1,
    about: code,
  });
  if (!visit || visit.day !== person.birthDate) return;
  measure(visit, 'birthWeight', Math.round(sizeOf(person, person.birthDate).weightKg * 1_000));
}

/**
 * The doses of the national schedule (`subgraphs/terminology/data/cvx/vaccines.tsv`) at the ages it gives, most within three weeks,
 * by a nurse of the health centre; the first ones in the maternity ward. Few miss some.
 */
export function immunizationsOf(person: DemoPerson): DemoEntry[] {
  const dice = random(`vaccines ${person.index}`);
  const isReluctant = dice.chance(0.14);
  if (person.birthDate < cardsSince) return grownUpsVaccines(person);
  const free = new Map<string, string>();
  return (schedule ??= vaccinationSchedule()).flatMap(({ cvx, dose, ageDays }) => {
    const isMissed = dice.chance(isReluctant ? 0.45 : 0.03);
    const delay = ageDays === 0 ? 0 : dice.chance(0.1) ? 20 + dice.int(60) : dice.int(20);
    const wanted = addDays(person.birthDate, Math.round(ageDays) + delay);
    // Doses of one vaccine need four weeks between them.
    const day = later(wanted, free.get(cvx) ?? wanted);
    if (isMissed) return [];
    free.set(cvx, addDays(day, 33));
    return given(person, cvx, dose, day);
  });
}

let schedule: ScheduledDose[] | undefined;

/** Two doses against COVID-19 for some, and influenza for some of the old. */
function grownUpsVaccines(person: DemoPerson): DemoEntry[] {
  const dice = random(`grown vaccines ${person.index}`);
  const age = ageOf(person.birthDate);
  const first = addDays(pandemicVaccinesSince, dice.int(280));
  const isVaccinated = dice.chance(age >= 60 ? 0.22 : 0.12) && yearsBetween(person.birthDate, first) >= 18;
  const flu = addDays('2025-10-05', dice.int(40));
  return [
    ...(isVaccinated
      ? [...given(person, '510', 1, first), ...given(person, '510', 2, addDays(first, 28 + dice.int(9)))]
      : []),
    ...(age >= 66 && dice.chance(0.18) ? given(person, '141', 1, flu) : []),
  ];
}

function given(person: DemoPerson, cvx: string, dose: number, wanted: string): DemoEntry[] {
  const [centre, hospital] = careOf(person);
  const isAtBirth = wanted === person.birthDate;
  const place = isAtBirth && hospital?.since === wanted ? hospital : centre;
  const vaccine = vaccines().get(cvx);
  if (!place || !vaccine) return [];
  const from = later(wanted, place.since);
  const day = isAtBirth && place === hospital ? wanted : workingDay(from, earlier(demoToday, addDays(from, 5)));
  // What a centre that is in charge only since then cannot have given is not told of.
  if (from > demoToday || day < from || day > demoToday) return [];
  const at = instantAt(day, 540 + dose * 4 + (Number(cvx) % 9));
  const nurse = nurseAt(place.facilityId);
  if (!nurse) return [];
  return [
    {
      kind: 'IMMUNIZATION',
      code: vaccine.atcCode,
      at,
      recordedAt: at,
      authorId: nurse.id,
      facilityId: place.facilityId,
      // What the code of ATC does not tell: which product, as the schedule names it.
      about: cvx,
      content: { dose },
    },
  ];
}

function nurseAt(facilityId: string): DemoPractitioner | undefined {
  return staffOf(facilityId).find(({ role }) => role === 'NURSE');
}
