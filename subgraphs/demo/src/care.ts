import { addDays, daysBetween, earlier, later } from './days.ts';
import { facilitiesIn } from './facilities.ts';
import { ageOf, type DemoPerson, demoToday, household } from './population.ts';
import { problemsOf } from './story/problems.ts';
import { random } from './random.ts';

/** That a facility treats or treated an invented person. Days are `YYYY-MM-DD`. */
export interface DemoCare {
  facilityId: string;
  since: string;
  /** Null while it lasts. */
  endedOn: string | null;
}

/** Nobody's records go back further than the facilities' registers do. */
const registersSince = '2012-01-01';
const hospitalEnded = '2026-03-31';
/** Pregnant women come to the hospital's outpatient clinic from the fifth month on. */
const antenatalDays = 130;

/**
 * Who treats a person: the usual health centre for good, and the first hospital of the governorate: in the care of its outpatient
 * clinic are about half today, the demo's citizen and her youngest child among them, and all who gave birth within two years.
 */
export function careOf(person: DemoPerson): DemoCare[] {
  const { index, facilityId, governorate, birthDate } = person;
  const dice = random(`care ${index}`);
  const isInCare = index === 0 || index === 4 || dice.chance(0.5);
  const births = birthsOf(person);
  const hospital = facilitiesIn(governorate, 'HOSPITAL')[0]?.id;
  const centreSince = later(birthDate, addDays(registersSince, random(`centre ${person.familyIndex}`).int(1_500)));
  if (hospital === undefined) return [{ facilityId, since: centreSince, endedOn: null }];
  const since = births[0]
    ? earlier(births[0], addDays('2018-01-01', dice.int(2_000)))
    : later(birthDate, addDays('2016-01-01', dice.int(2_900)));
  const last = births.at(-1) ?? birthDate;
  const endedOn = addDays(hospitalEnded, -dice.int(250));
  const isOver = !isInCare && daysBetween(last, endedOn) > 60 && daysBetween(since, endedOn) > 60;
  return [
    { facilityId, since: earlier(centreSince, since), endedOn: null },
    { facilityId: hospital, since, endedOn: isOver ? endedOn : null },
  ];
}

/** First antenatal day of each child that a mother bore since the hospitals keep registers, and where she is pregnant of that one. */
function birthsOf({ role, familyIndex }: DemoPerson): string[] {
  if (role !== 'MOTHER') return [];
  return household(familyIndex)
    .filter((one) => one.role === 'CHILD' && one.birthDate > addDays(registersSince, 300))
    .map(({ birthDate }) => addDays(birthDate, -antenatalDays));
}

/** What a person permits or denies. Few have decided anything: adults whose record holds something of the mind, and some who moved on. */
export function consentsOf(person: DemoPerson): {
  decision: 'PERMIT' | 'DENY';
  category: string;
  role: string | null;
  facilityId: string | null;
}[] {
  const { index, birthDate } = person;
  // Of the demo's own family nothing is decided yet: its stories do that.
  if (person.familyIndex === 0 || ageOf(birthDate) < 18) return [];
  const dice = random(`consent ${index}`);
  const seenUntil = careOf(person)[1]?.endedOn ?? demoToday;
  const isSensitive = problemsOf(person).some(
    ({ code, onset }) => code.startsWith('F') && onset < addDays(seenUntil, -50),
  );
  if (isSensitive && dice.chance(0.25))
    return [{ decision: 'DENY', category: 'CONDITIONS', role: 'nurse', facilityId: null }];
  const left = careOf(person).find(({ endedOn }) => endedOn !== null && endedOn < demoToday);
  if (left && dice.chance(0.04))
    return [{ decision: 'PERMIT', category: 'REPORTS', role: null, facilityId: left.facilityId }];
  return [];
}
