/** Forms of which a unit is one dose. */
const countable: ReadonlySet<string> = new Set(['tablet', 'capsule']);
/** Of a syrup, a spoon three times a day. */
const syrupMlPerDay = 15;
/** How long a bottle, an inhaler or a tube lasts where the dose does not tell. */
const daysOfPackage = 30;
/** Where the dose does not tell, nobody is taken to have finished before this. */
const shortestGuess = 14;
const longestGuess = 180;
/** No supply is thought to last longer: what lies in a cupboard is not taken. */
const longest = 400;

/** What is known of how a medicine is taken. */
export interface Intake {
  form: string;
  /** Units a day, such as tablets or millilitres; null where the dose does not say. */
  unitsPerDay: number | null;
}

/** How many days so many units last: by the dose, or by a guess that errs on the long side. */
export function supplyDays({ form, unitsPerDay }: Intake, units: number): number {
  if (unitsPerDay !== null && unitsPerDay > 0) return Math.min(longest, Math.max(1, Math.ceil(units / unitsPerDay)));
  const guess = countable.has(form) ? units : form === 'syrup' ? units / syrupMlPerDay : daysOfPackage * units;
  return Math.min(longestGuess, Math.max(shortestGuess, Math.ceil(guess)));
}

/** The last day of a supply when more is given on a day; what is left from before is taken first. */
export function supplyEnd(before: string | null, day: string, days: number): string {
  const start = before !== null && before >= day ? addDays(before, 1) : day;
  return addDays(start, days - 1);
}

/** A day so many days after another, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
