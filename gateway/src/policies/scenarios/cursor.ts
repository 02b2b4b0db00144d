/** A position in a line that is parsed from left to right. */
export interface Cursor {
  /** Consumes the longest of the words that matches here and returns its key; undefined where none does. */
  take<T extends string>(words: Readonly<Record<T, string>>): T | undefined;
  /** Consumes one text; false where it does not match. */
  takeText(text: string): boolean;
  takeMatch(pattern: RegExp): string | undefined;
  /** The rest of the line. */
  rest(): string;
}

export function createCursor(line: string): Cursor {
  let rest = plain(line);
  function takeText(text: string): boolean {
    const word = plain(text);
    if (!rest.startsWith(word) || splitsWord(word, rest.slice(word.length))) return false;
    rest = rest.slice(word.length);
    return true;
  }
  return {
    take(words) {
      const longestFirst = entriesOf(words).sort(([, a], [, b]) => plain(b).length - plain(a).length);
      return longestFirst.find(([, text]) => takeText(text))?.[0];
    },
    takeText,
    takeMatch(pattern) {
      const found = new RegExp(`^(?:${pattern.source})`).exec(rest)?.[0];
      if (found !== undefined) rest = rest.slice(found.length);
      return found;
    },
    rest: () => rest,
  };
}

/** A record's entries, typed by its keys. */
export function entriesOf<T extends string, V>(record: Readonly<Record<T, V>>): [T, V][] {
  return Object.entries(record) as [T, V][];
}

/** Normalises a text: no vowel marks, one form of apostrophe, single spaces; writers omit or vary these. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\u064B-\u0652\u0640]/g, '')
    .replaceAll('’', "'")
    .replaceAll(/[ \t]+/g, ' ');
}

function splitsWord(taken: string, rest: string): boolean {
  return /[\p{L}\p{N}_]$/u.test(taken) && /^[\p{L}\p{N}_]/u.test(rest);
}
