import { damascusDay } from '@wasl/kit/calendar';

/** The calendar day in Damascus so many days from now, as the subgraphs count days: in UTC it is yesterday until 03:00. */
export function dayFromNow(days: number): string {
  return damascusDay(new Date(Date.now() + days * 86_400_000));
}
