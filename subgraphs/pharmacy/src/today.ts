import { damascusDay } from '@wasl/kit/calendar';

/** The calendar day in Damascus. */
export function today(): string {
  return damascusDay(new Date());
}
