/** Counts by label values. There are few, since they come from the schema and the code, never from callers. */
export class CountFamily<Label extends string> {
  readonly #labels: readonly Label[];
  readonly #members = new Map<string, { values: readonly string[]; count: number }>();

  constructor(...labels: Label[]) {
    this.#labels = labels;
  }

  /** Counts one of a combination of values, given in the order of the labels. */
  add(...values: string[]): void {
    const key = values.join('\n');
    const member = this.#members.get(key);
    if (member) member.count += 1;
    else this.#members.set(key, { values, count: 1 });
  }

  /** All combinations so far. */
  entries(): [labels: Record<string, string>, count: number][] {
    return [...this.#members.values()].map(({ values, count }) => [
      Object.fromEntries(this.#labels.map((label, index) => [label, values[index] ?? ''])),
      count,
    ]);
  }
}
