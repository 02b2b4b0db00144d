const dayMs = 86_400_000;
/** Damascus is three hours ahead of UTC. Before October 2022 winters had two; the demo's clock does not go back that far in hours. */
const damascusOffsetMinutes = 180;
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
  const inUtc = minutes - damascusOffsetMinutes;
  const days = Math.floor(inUtc / minutesPerDay);
  const rest = inUtc - days * minutesPerDay;
  const on = days === 0 ? day : addDays(day, days);
  return `${on}T${twoDigits(Math.floor(rest / 60))}:${twoDigits(rest % 60)}:00.000Z`;
}

const twoDigits = (number: number) => (number < 10 ? `0${number}` : String(number));
