import { damascusInstant, damascusOffsetMs } from '@wasl/schema/damascusTime.ts';

const dayMs = 86_400_000;
const minutesPerDay = 1_440;

/** 1 January 1970 was a Thursday, the fifth day of a week that begins on Sunday. */
const thursday = 4;
const written: string[] = [];

/** A number of days since 1970 as `YYYY-MM-DD`: the same few thousand are asked for again and again. */
function dayOf(number: number): string {
  return (written[number] ??= new Date(number * dayMs).toISOString().slice(0, 10));
}

function numberOf(day: string): number {
  return Date.parse(day) / dayMs;
}

/** The day so many days after another, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return dayOf(numberOf(day) + days);
}

/** Days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return numberOf(to) - numberOf(from);
}

/** Years between two days, with the part of a year that has begun. */
export function yearsBetween(from: string, to: string): number {
  return daysBetween(from, to) / 365.25;
}

export function later(one: string, other: string): string {
  return one > other ? one : other;
}

export function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

/** Whether public facilities see patients: from Sunday to Thursday. */
export function isWorkingDay(day: string): boolean {
  return (numberOf(day) + thursday) % 7 <= 4;
}

/** Whether pharmacies are open: on every day but Friday. */
export function isShoppingDay(day: string): boolean {
  return (numberOf(day) + thursday) % 7 !== 5;
}

/** The first working day from a day on, or the last one before it where that is after `latest`. */
export function workingDay(day: string, latest: string): string {
  let found = day;
  while (!isWorkingDay(found)) found = addDays(found, 1);
  if (found <= latest) return found;
  found = earlier(day, latest);
  while (!isWorkingDay(found)) found = addDays(found, -1);
  return found;
}

/** An instant of a day in Damascus, as `YYYY-MM-DDThh:mm:00.000Z`. @param minutes since midnight there; may pass the day's end */
export function instantAt(day: string, minutes: number): string {
  const more = Math.floor(minutes / minutesPerDay);
  if (more !== 0) return instantAt(addDays(day, more), minutes - more * minutesPerDay);
  const inUtc = minutes - offsetMinutes(day, minutes);
  const days = Math.floor(inUtc / minutesPerDay);
  const rest = inUtc - days * minutesPerDay;
  const on = days === 0 ? day : addDays(day, days);
  return `${on}T${twoDigits(Math.floor(rest / 60))}:${twoDigits(rest % 60)}:00.000Z`;
}

/** How far clocks are ahead of UTC then. Of most days it is asked once: they are set on two days of a year, or on none. */
function offsetMinutes(day: string, minutes: number): number {
  const number = numberOf(day);
  const offset = (offsets[number] ??= offsetOf(day));
  if (offset !== isSet) return offset;
  const shown = number * dayMs + minutes * 60_000;
  return Math.round((shown - damascusInstant(new Date(shown).toISOString().slice(0, 19))) / 60_000);
}

const offsets: number[] = [];
/** Of a day on which clocks are set. */
const isSet = -1;

function offsetOf(day: string): number {
  const noon = numberOf(day) * dayMs + dayMs / 2;
  const [before, there, after] = [noon - dayMs, noon, noon + dayMs].map((at) => damascusOffsetMs(at) / 60_000);
  return there === before && there === after && there !== undefined ? Math.round(there) : isSet;
}

const twoDigits = (number: number) => (number < 10 ? `0${number}` : String(number));
