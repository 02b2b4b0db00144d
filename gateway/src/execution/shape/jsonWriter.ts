const firstBytes = 64 * 1024;
/** Past this size the writer's buffer is replaced by a small one: one large answer must not hold its memory for ever. */
const mostBytesKept = 4 * 1024 * 1024;
/** Most bytes of any answer, as of any string. */
const mostBytes = 512 * 1024 * 1024;
/** Longest string, in characters, that is written faster here than by the platform, which writes the longer ones. */
const shortString = 96;
/** Characters that JSON must escape: quotes, backslashes, control characters, and lone surrogates. */
const mustEscape = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** The answer is over its limit. */
export class WrittenTooMuch extends RangeError {}

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;
/**
 * Writes JSON as the bytes that are sent. It only ever appends, so that a value which turns out to be null is removed by going back to the
 * position where it began.
 */
export interface JsonWriter {
  /** Starts over; `limit` is the most bytes that may be written. */
  begin(limit: number): void;
  /** Where the next value goes, in bytes from the start. */
  position(): number;
  /** Removes everything written after a position. */
  goBack(position: number): void;
  /** Writes bytes that are JSON already. */
  bytes(json: Uint8Array): void;
  string(value: string): void;
  /** Writes ASCII that is JSON already, such as a number: a few characters are written faster here than by the platform. */
  ascii(text: string): void;
  /** Writes text that is JSON already. */
  json(text: string): void;
  /** Returns a copy of what was written and empties the writer. @throws WrittenTooMuch, as every writing method does */
  take(): Buffer;
}

/** Makes a reusable writer. */
export function createJsonWriter(): JsonWriter {
  let buffer = Buffer.allocUnsafeSlow(firstBytes);
  let end = 0;
  let limit = mostBytes;

  /** Drops what was written, and its buffer. */
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

  /** Returns false, having written nothing, where a character must be escaped or is a surrogate. */
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
    ascii(text) {
      const { length } = text;
      makeRoom(length);
      const bytes = buffer;
      for (let index = 0; index < length; index += 1) bytes[end + index] = text.charCodeAt(index);
      end += length;
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
