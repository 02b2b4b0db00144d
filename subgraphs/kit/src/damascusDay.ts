const hourMs = 3_600_000;

/** The calendar day in Damascus, `YYYY-MM-DD`; Syria keeps UTC+3 all year. @param now milliseconds since 1970 */
export function damascusDay(now = Date.now()): string {
  return new Date(now + 3 * hourMs).toISOString().slice(0, 10);
}
