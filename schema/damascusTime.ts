const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Damascus',
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  era: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** By days of UTC since 1970; null of a day on which clocks were set. A century has some 36,500 days. */
const known = new Map<number, number | null>();
const mostKnown = 40_000;

/**
 * How far clocks in Damascus are ahead of UTC at an instant, by the time zone Asia/Damascus: three hours since October 2022, before that two
 * in winter and three in summer, by rules of their own in each year.
 * @param atMs milliseconds since 1970 @returns milliseconds; NaN for what is no instant
 */
export function damascusOffsetMs(atMs: number): number {
  const day = Math.floor(atMs / dayMs);
  let found = known.get(day);
  if (found === undefined) {
    const [first, last] = [readOffset(day * dayMs), readOffset((day + 1) * dayMs)];
    found = first === last ? first : null;
    if (known.size >= mostKnown) known.clear();
    known.set(day, found);
  }
  return found ?? readOffset(atMs);
}

function readOffset(atMs: number): number {
  if (Number.isNaN(new Date(atMs).getTime())) return NaN;
  const parts = Object.fromEntries(clock.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((part) =>
    Number(parts[part]),
  ) as [number, number, number, number, number, number];
  // Years before 100 are not taken for those of the twentieth century by setUTCFullYear.
  const shown = new Date(0);
  shown.setUTCFullYear(parts['era']?.startsWith('B') ? 1 - year : year, month - 1, day);
  shown.setUTCHours(hour, minute, second);
  return shown.getTime() - Math.floor(atMs / 1000) * 1000;
}

/** What clocks in Damascus show at an instant, as an ISO text without a zone's meaning. @param atMs milliseconds since 1970 */
export function damascusTime(atMs: number): string {
  return new Date(atMs + damascusOffsetMs(atMs)).toISOString();
}

/** The calendar day in Damascus at an instant, `YYYY-MM-DD`. @param atMs milliseconds since 1970 */
export function damascusDay(atMs: number): string {
  return damascusTime(atMs).slice(0, 10);
}

/** An instant as clocks in Damascus show it, to the second, with how far they are ahead: `2021-12-31T22:30:00+02:00`. */
export function damascusDateTime(atMs: number): string {
  // Before 1920 clocks followed the sun, by seconds: what is written counts whole minutes, and is the same instant.
  const minutes = Math.round(damascusOffsetMs(atMs) / minuteMs);
  const shown = new Date(atMs + minutes * minuteMs).toISOString().slice(0, 19);
  return `${shown}+${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/**
 * The instant at which clocks in Damascus show a day and a time, `YYYY-MM-DDThh:mm:ss`; of two, when they are set back, the first; of none,
 * when they are set forward, what they would have shown.
 * @returns milliseconds since 1970; NaN for what is no time
 */
export function damascusInstant(local: string): number {
  const shown = Date.parse(`${local}Z`);
  const offsets = [shown - dayMs, shown + dayMs].map(damascusOffsetMs);
  const instants = offsets.map((offset) => shown - offset);
  return instants.find((at) => at + damascusOffsetMs(at) === shown) ?? instants[0] ?? NaN;
}

/** The first instant of a day in Damascus, which is not always midnight: clocks were set at midnight. @param day `YYYY-MM-DD` */
export function startOfDamascusDay(day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const starts = [midnight - dayMs, midnight + dayMs].map((at) => midnight - damascusOffsetMs(at));
  return starts.find((at) => at + damascusOffsetMs(at) >= midnight) ?? NaN;
}

const twoDigits = (number: number) => String(number).padStart(2, '0');
