const lineFeed = 0x0a;
const byteOrderMark = '\uFEFF';

/** The text of a UTF-8 file without a byte order mark, or the line of its first bytes that are none. */
export function decodeUtf8(bytes: Uint8Array): string | { line: number } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(byteOrderMark) ? text.slice(1) : text;
  } catch {
    return { line: lineOfFault(bytes) };
  }
}

/** Lines are decoded one by one: a line feed is no part of any other character in UTF-8. */
function lineOfFault(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(lineFeed, from);
    const to = end === -1 ? bytes.length : end;
    try {
      decoder.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to + 1;
  }
  return 1;
}
