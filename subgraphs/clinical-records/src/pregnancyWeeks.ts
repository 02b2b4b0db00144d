import { damascusDay, fullYears } from '@wasl/kit/calendar';
import { convert } from '@wasl/terminology/units';
import { differsInPregnancy } from '@wasl/terminology/pregnancyRanges';
import type { ToldPerson } from './interpretResult.ts';

/** Gestational age, by LOINC. */
export const gestationalAge = '11884-4';
/** Beyond this week nobody is taken to be pregnant still: most have given birth, and nobody may have written so. */
const lastWeek = 41;
/** A pregnancy is followed by the month or oftener: what was measured longer ago tells of none that goes on. */
const longestUnseenWeeks = 10;
const [youngest, oldest] = [9, 60];

/** A gestational age as it is stored. */
export interface Gestation {
  effectiveAt: Date;
  content: unknown;
}

/** Whether to ask for gestational ages before a result is read. A newborn's record tells at which week it was born. */
export function mayDependOnPregnancy(code: string, effectiveAt: Date, person: ToldPerson | undefined): boolean {
  if (!differsInPregnancy(code) || person?.sex === 'MALE' || !person?.birthDate) return false;
  const years = fullYears(person.birthDate, damascusDay(effectiveAt));
  return years >= youngest && years <= oldest;
}

/** In which week of pregnancy something was measured, by the gestational age that was recorded nearest to it; undefined outside of one. */
export function pregnancyWeeksAt(at: Date, gestations: readonly Gestation[]): number | undefined {
  const away = ({ effectiveAt }: Gestation) => Math.abs(weeksBetween(effectiveAt, at));
  const [nearest] = gestations.toSorted((one, other) => away(one) - away(other));
  const then = nearest && measuredWeeks(nearest.content);
  if (then === undefined || weeksBetween(nearest!.effectiveAt, at) > longestUnseenWeeks) return undefined;
  const weeks = then + weeksBetween(nearest!.effectiveAt, at);
  return weeks >= 0 && weeks < lastWeek ? weeks : undefined;
}

function measuredWeeks(content: unknown): number | undefined {
  const { value, unit } = content as { value?: number | null; unit?: string | null };
  return value == null || unit == null ? undefined : convert(value, unit, 'wk');
}

/** Weeks by days of Damascus; negative where the first is later. */
function weeksBetween(from: Date, to: Date): number {
  return (Date.parse(damascusDay(to)) - Date.parse(damascusDay(from))) / (7 * 86_400_000);
}
