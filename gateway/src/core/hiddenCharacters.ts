/**
 * Characters that a reader does not see and that let a text seem to be another: controls beside tabs and line ends, those that turn the
 * direction of what follows, spaces without width, and tags. Marks of direction, as Arabic texts have them, are none of these, nor are joiners.
 */
const hidden = /(?![\t\n\r])\p{Cc}|[\u200B\u2028-\u202E\u2060-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/u;

/** The first hidden character of a text as `U+202E`, and where it stands; undefined where there is none. */
export function findHidden(text: string): { what: string; index: number } | undefined {
  const found = hidden.exec(text);
  return found ? { what: nameOf(found[0]), index: found.index } : undefined;
}

/** A text whose hidden characters can be seen. */
export function showHidden(text: string): string {
  return text.replaceAll(new RegExp(hidden.source, 'gu'), (character) => `<${nameOf(character)}>`);
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
