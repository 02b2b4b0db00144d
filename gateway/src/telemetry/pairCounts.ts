/** Counts by pairs of labels. */
export class PairCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(first: string, second: string): void {
    let counts = this.#counts.get(first);
    if (!counts) this.#counts.set(first, (counts = new Map()));
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }

  entries(): [first: string, second: string, count: number][] {
    return [...this.#counts].flatMap(([first, counts]) =>
      [...counts].map(([second, count]): [string, string, number] => [first, second, count]),
    );
  }
}
