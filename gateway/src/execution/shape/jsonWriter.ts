const firstBytes = 64 * 1024;
/** A writer that has grown beyond this starts small again: one large answer must not hold its room for ever. */
const mostBytesKept = 4 * 1024 * 1024;
/** What no answer may exceed, as no string may. */
const mostBytes = 512 * 1024 * 1024;
/** Characters of a string up to which it is written faster here than by the platform, which is called for the longer ones. */
const shortString = 96;
/** What JSON writes otherwise than it is: quotes, backslashes, control characters, halves of a surrogate pair. */
const mustEscape = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** More was written than may be. */
export class WrittenTooMuch extends RangeError {}

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;
/**
 * Writes JSON as the bytes that are sent. What is written is only ever longer by the next value, so that a value which
 * turns out to have no place is taken back by going back to where it began.
 */
export interface JsonWriter {
  /** Begins anew: what is written may come to so many bytes. */
  begin(limit: number): void;
  /** Where the next value goes, in bytes from the beginning. */
  position(): number;
  /** Forgets what was written from a position on. */
  goBack(position: number): void;
  /** Writes bytes that are JSON already. */
  bytes(json: Uint8Array): void;
  string(value: string): void;
  /** Writes text that is JSON already. */
  json(text: string): void;
  /** What was written, in memory of its own; the writer is empty then. @throws WrittenTooMuch, as all that writes */
  take(): Buffer;
}

/** Makes a writer that is used again and again. */
export function createJsonWriter(): JsonWriter {
  let buffer = Buffer.allocUnsafeSlow(firstBytes);
  let end = 0;
  let limit = mostBytes;

  /** Lets its room go with what was written. */
  function refuse(): never {
    end = 0;
    buffer = Buffer.allocUnsafeSlow(firstBytes);
    throw new WrittenTooMuch('The answer is too large.');
  }

  function makeRoom(bytes: number): void {
    if (end + bytes <= buffer.length) return;
    if (end > limit || end + bytes > mostBytes) refuse();
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, end + bytes));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  }

  /** Answers false where a character must be escaped, or is half of a pair; nothing is written then. */
  function writeShort(value: string): boolean {
    const { length } = value;
    const bytes = buffer;
    let at = end;
    bytes[at++] = quote;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code < 0x80) {
        if (code < space || code === quote || code === backslash) return false;
        bytes[at++] = code;
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else {
        if (code >= 0xd800 && code <= 0xdfff) return false;
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at++] = 0x80 | (code & 0x3f);
      }
    }
    bytes[at++] = quote;
    end = at;
    return true;
  }

  function writeLong(value: string): boolean {
    if (mustEscape.test(value)) return false;
    buffer[end] = quote;
    end += 1 + buffer.write(value, end + 1, 'utf8');
    buffer[end] = quote;
    end += 1;
    return true;
  }

  function json(text: string): void {
    makeRoom(text.length * 3);
    end += buffer.write(text, end, 'utf8');
  }

  return {
    begin(bytes) {
      end = 0;
      limit = bytes;
    },
    position: () => end,
    goBack(position) {
      end = position;
    },
    bytes(written) {
      const { length } = written;
      makeRoom(length);
      const bytes = buffer;
      for (let index = 0; index < length; index += 1) bytes[end + index] = written[index] as number;
      end += length;
    },
    string(value) {
      makeRoom(value.length * 3 + 2);
      const isWritten = value.length > shortString ? writeLong(value) : writeShort(value);
      if (!isWritten) json(JSON.stringify(value));
    },
    json,
    take() {
      if (end > limit) refuse();
      const taken = Buffer.allocUnsafe(end);
      buffer.copy(taken, 0, 0, end);
      end = 0;
      if (buffer.length > mostBytesKept) buffer = Buffer.allocUnsafeSlow(firstBytes);
      return taken;
    },
  };
}
