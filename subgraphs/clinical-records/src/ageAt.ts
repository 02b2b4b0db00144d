import { ageInDays, damascusDay } from '@wasl/kit/calendar';
import type { PatientLife } from '@wasl/subgraph-sdk';
import type { AgeSpan } from '@wasl/terminology/ageBounds';

/**
 * How old a patient was at an instant, in days of Damascus; undefined where the registry does not tell the birth, or it lies later. Who is
 * registered by the year alone is told as born on its first day, and may have been born on its last; so it is with a month.
 */
export function ageAt(at: Date, life: PatientLife | undefined): AgeSpan | undefined {
  const birthDate = life?.birthDate;
  if (birthDate === undefined || Number.isNaN(at.getTime()) || Number.isNaN(Date.parse(birthDate))) return undefined;
  const oldest = ageInDays(birthDate, damascusDay(at));
  if (oldest < 0) return undefined;
  const doubtDays = birthDate.endsWith('-01-01') ? 365 : birthDate.endsWith('-01') ? 30 : 0;
  return { youngest: Math.max(0, oldest - doubtDays), oldest };
}
