import { birthdayOf, damascusDay, dayAfter } from '@wasl/kit/calendar';
import { catchUpOf, scheduledBy } from '@wasl/terminology/vaccineCatchUp';
import { type ScheduledDose, vaccinationSchedule } from '@wasl/terminology/vaccines';

/** Where a dose of the schedule stands. */
export type DoseStatus = 'GIVEN' | 'UPCOMING' | 'DUE' | 'OVERDUE' | 'TOO_LATE';

/** A vaccination as it is stored. */
export interface GivenVaccine {
  code: string;
  effectiveAt: Date;
}

/** A dose of the national schedule, for one person. */
export interface CardDose<Given> extends Pick<ScheduledDose, 'cvx' | 'dose' | 'age'> {
  status: DoseStatus;
  /** The first day on which it can be given; of one that was given, the day that the schedule names. `YYYY-MM-DD`. */
  dueOn: string;
  given: Given | null;
}

/** Days between two doses of one vaccine at least, and days after its age for which a dose is not late. */
const intervalDays = 28;
/** A dose so many days too soon after another counts all the same. */
const graceDays = 4;

/**
 * The schedule against what was given, by age: the doses of a vaccine are counted in the order in which they were given, whatever number was
 * written beside them, but none that was given too young or too soon after another. `today` is a day in Damascus.
 * What an allergy means for a vaccine is `vaccineAlerts`; what an illness or a pregnancy forbids is not looked at.
 */
export function immunizationCard<Given extends GivenVaccine>(
  birthDate: string,
  vaccinations: readonly Given[],
  today: string,
): CardDose<Given>[] {
  const oldestFirst = [...vaccinations].sort((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime());
  const lastOf = new Map<string, string>();
  return vaccinationSchedule().map(({ cvx, dose, age }) => {
    const given = counted(birthDate, cvx, oldestFirst)[dose - 1] ?? null;
    const named = dayOfAge(birthDate, age);
    const last = lastOf.get(cvx);
    const free = last === undefined ? named : later(named, dayAfter(last, intervalDays));
    lastOf.set(cvx, given ? damascusDay(given.effectiveAt) : free);
    if (given) return { cvx, dose, age, status: 'GIVEN', dueOn: named, given };
    return { cvx, dose, age, status: statusOf(birthDate, cvx, { named, free, today }), dueOn: free, given };
  });
}

function statusOf(
  birthDate: string,
  cvx: string,
  { named, free, today }: { named: string; free: string; today: string },
): DoseStatus {
  const { latest } = catchUpOf(cvx);
  if (latest !== undefined && later(today, free) > dayOfAge(birthDate, latest)) return 'TOO_LATE';
  if (today < free) return 'UPCOMING';
  return today <= dayAfter(named, intervalDays) ? 'DUE' : 'OVERDUE';
}

/** The doses that count for a scheduled vaccine, oldest first; two entries of one day are one. */
function counted<Given extends GivenVaccine>(birthDate: string, cvx: string, oldestFirst: readonly Given[]): Given[] {
  const { countsFrom = '0d', countsUntil } = catchUpOf(cvx);
  const from = dayOfAge(birthDate, countsFrom);
  const until = countsUntil === undefined ? undefined : dayOfAge(birthDate, countsUntil);
  const valid: Given[] = [];
  for (const given of oldestFirst) {
    const day = damascusDay(given.effectiveAt);
    const last = valid.at(-1);
    const isSoon = last && day < dayAfter(damascusDay(last.effectiveAt), intervalDays - graceDays);
    const isOfAge = day >= from && (until === undefined || day < until);
    if (scheduledBy(given.code).includes(cvx) && isOfAge && !isSoon) valid.push(given);
  }
  return valid;
}

/** The day on which somebody reaches an age such as `0d`, `2mo` or `6a`. */
function dayOfAge(birthDate: string, age: string): string {
  const [, count = '0', unit] = /^(\d+)(d|wk|mo|a)$/.exec(age) ?? [];
  if (unit === 'a') return birthdayOf(birthDate, Number(count));
  if (unit === 'mo') return monthsAfter(birthDate, Number(count));
  return dayAfter(birthDate, Number(count) * (unit === 'wk' ? 7 : 1));
}

/** The same day of a later month; where that month has none, its last. */
function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
