import { randomUUID } from 'node:crypto';

/**
 * A number of JSON as it was written, where JavaScript would write it otherwise: `9007199254740993`, `1.50`, `1e400`, `-0`. It is
 * no object of the answer: `isJsonObject` says no to it. Two with one text mean the same; whether `1.1` and `1.10` do is for
 * the subgraph to say whose scalar it is.
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

  /** The nearest number that JavaScript has; infinite beyond its largest. */
  get value(): number {
    return Number(this.#text);
  }

  /** Only `writeJson` writes the number as it is; elsewhere, as in a log, it is rounded. */
  toJSON(): unknown {
    if (!isWriting) return this.value;
    isFound = true;
    return numberMark + this.#text;
  }
}

/** Begins a string that stands for a number while JSON is written. Drawn anew by each process, which it never leaves: nobody can send such a string. */
const numberMark = randomUUID();

const markedNumber = new RegExp(`"${numberMark}(-?\\d[\\d.eE+-]*)"`, 'g');
let isWriting = false;
let isFound = false;

/** As `JSON.stringify`, with each NumberText as it was read. */
export function writeJson(value: unknown): string {
  // Most variables and keys are texts, which hold no number.
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
