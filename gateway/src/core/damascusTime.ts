/** Syria keeps UTC+3 all year, since October 2022. */
const damascusOffsetMs = 3 * 3_600_000;

/** What clocks in Damascus show at an instant, as an ISO text without a zone's meaning. @param atMs milliseconds since 1970 */
export function damascusTime(atMs: number): string {
  return new Date(atMs + damascusOffsetMs).toISOString();
}

/** The calendar day in Damascus at an instant, `YYYY-MM-DD`. @param atMs milliseconds since 1970 */
export function damascusDay(atMs: number): string {
  return damascusTime(atMs).slice(0, 10);
}
