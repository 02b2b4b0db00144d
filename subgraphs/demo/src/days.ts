const dayMs = 86_400_000;
/** Damascus is three hours ahead of UTC. Before October 2022 winters had two; the demo's clock does not go back that far in hours. */
const damascusOffsetMinutes = 180;

/** The day so many days after another, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
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
  return new Date(day).getUTCDay() <= 4;
}

/** Whether pharmacies are open: on every day but Friday. */
export function isShoppingDay(day: string): boolean {
  return new Date(day).getUTCDay() !== 5;
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
  return new Date(Date.parse(day) + (minutes - damascusOffsetMinutes) * 60_000).toISOString();
}
