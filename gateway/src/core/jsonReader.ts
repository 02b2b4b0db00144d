import { type JsonObject, setOwn } from './jsonObject.ts';
import { NumberText } from './numberText.ts';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
/** Matches what a plain slice of the text cannot represent: escapes and control characters. */
const notPlain = /[\\\u0000-\u001f]/; // oxlint-disable-line no-control-regex
/** An object or a list that is still open; `key` is where an object's next value goes. */
interface Open {
  value: JsonObject | unknown[];
  key: string;
}

/**
 * Reads JSON as `JSON.parse` does, a few times slower, but keeps numbers that JavaScript would change as `NumberText`. It is not recursive,
 * so that the input may be nested to any depth. (The libraries for this set keys by assignment, `__proto__` too, or are recursive.)
 */
export class JsonReader {
  readonly #text: string;
  #position = 0;
  readonly #open: Open[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws SyntaxError as `JSON.parse` does */
  read(): unknown {
    for (;;) {
      const begun = this.#begin();
      // A list or an object was opened; its first item comes next.
      if (begun === nothing) continue;
      const whole = this.#place(begun);
      if (whole === nothing) continue;
      if (this.#next() !== '') this.#refuse();
      return whole;
    }
  }

  /** Reads a value; `nothing` where it opened a list or an object that is not empty. */
  #begin(): unknown {
    switch (this.#next()) {
      case '{':
        this.#position += 1;
        if (this.#skip('}')) return {};
        this.#open.push({ value: {}, key: this.#key() });
        return nothing;
      case '[':
        this.#position += 1;
        if (this.#skip(']')) return [];
        this.#open.push({ value: [], key: '' });
        return nothing;
      case '"':
        return this.#string();
      default:
        return this.#plain();
    }
  }

  /**
   * Stores a value in its list or object, and closes those that end with it. Returns the root once that is closed; `nothing` while more
   * follows.
   */
  #place(found: unknown): unknown {
    let value = found;
    for (let open = this.#open.at(-1); open; open = this.#open.at(-1)) {
      if (Array.isArray(open.value)) open.value.push(value);
      else setOwn(open.value, open.key, value);
      if (this.#skip(',')) {
        if (!Array.isArray(open.value)) open.key = this.#key();
        return nothing;
      }
      if (!this.#skip(Array.isArray(open.value) ? ']' : '}')) this.#refuse();
      value = open.value;
      this.#open.pop();
    }
    return value;
  }

  #key(): string {
    if (this.#next() !== '"') this.#refuse();
    const key = this.#string();
    if (!this.#skip(':')) this.#refuse();
    return key;
  }

  #string(): string {
    const start = this.#position;
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) this.#refuse();
    this.#position = end + 1;
    const inside = this.#text.slice(start + 1, end);
    return notPlain.test(inside) ? this.#unescaped(start) : inside;
  }

  #unescaped(start: number): string {
    try {
      return JSON.parse(this.#text.slice(start, this.#position)) as string;
    } catch {
      return this.#refuse();
    }
  }

  #isEscaped(position: number): boolean {
    let first = position;
    while (this.#text[first - 1] === '\\') first -= 1;
    return (position - first) % 2 === 1;
  }

  #plain(): unknown {
    const start = this.#position;
    const isNumber = this.#takes(number);
    if (!isNumber && !this.#takes(word)) this.#refuse();
    const text = this.#text.slice(start, this.#position);
    if (!isNumber) return words[text];
    const value = Number(text);
    return String(value) === text ? value : new NumberText(text);
  }

  #takes(pattern: RegExp): boolean {
    pattern.lastIndex = this.#position;
    const isThere = pattern.test(this.#text);
    if (isThere) this.#position = pattern.lastIndex;
    return isThere;
  }

  /** The next character that is not whitespace; empty at the end. */
  #next(): string {
    for (;;) {
      const character = this.#text.charAt(this.#position);
      if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return character;
      this.#position += 1;
    }
  }

  #skip(character: string): boolean {
    const isThere = this.#next() === character;
    if (isThere) this.#position += 1;
    return isThere;
  }

  /** Throws the platform's own error, which says best what is wrong. */
  #refuse(): never {
    JSON.parse(this.#text);
    throw new SyntaxError('What was read is no JSON.');
  }
}

/** Stands for "no value": equal to no JSON value. */
const nothing = Symbol('nothing');
