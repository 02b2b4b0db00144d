import { randomUUID } from 'node:crypto';

/**
 * The text of a JSON number that JavaScript would write differently: `9007199254740993`, `1.50`, `1e400`, `-0`. `isJsonObject` returns
 * false for it. Two with the same text are equal; whether `1.1` and `1.10` are is up to the subgraph that owns the scalar.
 */
export class NumberText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The number as it was written. */
  get text(): string {
    return this.#text;
  }

  /** The nearest JavaScript number; infinite beyond the largest. */
  get value(): number {
    return Number(this.#text);
  }

  /** Only `writeJson` writes the exact number; elsewhere, as in a log, it is rounded. */
  toJSON(): unknown {
    if (!isWriting) return this.value;
    isFound = true;
    return numberMark + this.#text;
  }
}

/**
 * Prefix of a string that stands for a number while JSON is written. It is random per process and never leaves it, so that nobody can send
 * such a string.
 */
const numberMark = randomUUID();

const markedNumber = new RegExp(`"${numberMark}(-?\\d[\\d.eE+-]*)"`, 'g');
let isWriting = false;
let isFound = false;

/** As `JSON.stringify`, with each NumberText written as it was read. */
export function writeJson(value: unknown): string {
  // Most variables and keys are strings.
  if (typeof value === 'string') return JSON.stringify(value);
  isWriting = true;
  isFound = false;
  try {
    const json = JSON.stringify(value);
    return isFound ? json.replaceAll(markedNumber, '$1') : json;
  } finally {
    isWriting = false;
  }
}
