/** Upper bounds of the buckets, in seconds. */
export const durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** A histogram of durations in plain numbers: an observation costs a few nanoseconds, prom-client's own some hundred. */
export class Durations {
  /** Number of durations in each bucket; the last is for those beyond every bound. */
  readonly counts: number[] = Array.from({ length: durationBounds.length + 1 }, () => 0);
  sum = 0;

  observe(seconds: number): void {
    const bucket = bucketOf(seconds);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
  }

  /** Moves a duration that was just observed to where it belongs: before anybody has read it. */
  move(seconds: number, to: Durations): void {
    const bucket = bucketOf(seconds);
    this.counts[bucket] = (this.counts[bucket] ?? 0) - 1;
    this.sum -= seconds;
    to.observe(seconds);
  }
}

function bucketOf(seconds: number): number {
  let bucket = 0;
  while (bucket < durationBounds.length && seconds > (durationBounds[bucket] ?? 0)) bucket += 1;
  return bucket;
}

/** Durations by label values. There are few, since they come from the schema and the code, never from callers. */
export class DurationFamily<Label extends string> {
  readonly #labels: readonly Label[];
  readonly #members = new Map<string, { values: readonly string[]; durations: Durations }>();

  constructor(...labels: Label[]) {
    this.#labels = labels;
  }

  /** The durations of one combination of values, given in the order of the labels. */
  of(...values: string[]): Durations {
    const key = values.join('\n');
    let member = this.#members.get(key);
    if (!member) {
      member = { values, durations: new Durations() };
      this.#members.set(key, member);
    }
    return member.durations;
  }

  /** All combinations so far. */
  *entries(): Generator<[labels: Record<string, string>, durations: Durations]> {
    for (const { values, durations } of this.#members.values())
      yield [Object.fromEntries(this.#labels.map((label, index) => [label, values[index] ?? ''])), durations];
  }
}
