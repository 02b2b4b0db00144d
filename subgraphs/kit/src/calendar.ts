import { damascusDay as dayAt, startOfDamascusDay } from '@wasl/schema/damascusTime.ts';

/** The calendar day in Damascus at an instant, `YYYY-MM-DD`. */
export function damascusDay(at: Date): string {
  return dayAt(at.getTime());
}

/** When the day in Damascus at an instant ends, and the next one begins. */
export function endOfDay(at: Date): Date {
  return startOfDay(dayAfter(damascusDay(at), 1));
}

/** The first instant of a day in Damascus, `YYYY-MM-DD`. */
export function startOfDay(day: string): Date {
  return new Date(startOfDamascusDay(day));
}

/**
 * Whole years of age on a day; both `YYYY-MM-DD`. Who was born on 29 February completes a year with 28 February, and is a year
 * older on 1 March where there is no 29th.
 */
export function fullYears(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The first day on which somebody is so many years old, `YYYY-MM-DD`. */
export function birthdayOf(birthDate: string, years: number): string {
  const year = String(Number(birthDate.slice(0, 4)) + years).padStart(4, '0');
  const day = `${year}${birthDate.slice(4)}`;
  const exists = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return exists ? day : `${year}-03-01`;
}

/** The day so many days later, `YYYY-MM-DD`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Age on a day, in days of which 365.25 make a year: exact below a year, and a whole number of years on each birthday, leap years or not.
 * Negative before the birth.
 */
export function ageInDays(birthDate: string, day: string): number {
  const years = fullYears(birthDate, day);
  if (years < 1) return daysBetween(birthDate, day);
  const [last, next] = [birthdayOf(birthDate, years), birthdayOf(birthDate, years + 1)];
  return (years + daysBetween(last, day) / daysBetween(last, next)) * 365.25;
}

/** Days from one day to a later one, `YYYY-MM-DD`. */
function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
