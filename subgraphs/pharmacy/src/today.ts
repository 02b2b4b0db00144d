import { damascusDay } from '@wasl/kit/damascusDay';

/** The calendar day in Damascus. */
export const today = (): string => damascusDay();
