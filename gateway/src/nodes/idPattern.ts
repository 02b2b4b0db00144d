/** How a type's ids look: `@node(ids:)`. */
export interface IdPattern {
  /** Whether a text is such an id, in its one canonical form. */
  fits(id: string): boolean;
  /** What each place of an id may hold; the last one once or more where `isOpen`. */
  places: readonly string[];
  isOpen: boolean;
}

const digits = '0123456789';
const hexadecimal = `${digits}abcdef`;
const letters = `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-`;
const classes: Readonly<Record<string, string>> = { '#': digits, x: hexadecimal, '*': letters };
/** Longest id that is read. */
const longestId = 64;

/**
 * Reads a pattern: `#` is a digit, `x` a hexadecimal one in lower case, `*` at the end 1 or more letters, digits and hyphens; any other letter, digit or
 * hyphen is itself. It takes time by the length of the id alone, whoever wrote it. @throws Error with what is wrong
 */
export function readIdPattern(text: string, hasCheckDigits: boolean): IdPattern {
  if (text === '' || text.length > longestId)
    throw new Error(`has a pattern of no length, or longer than ${longestId}`);
  const signs = [...text];
  if (signs.slice(0, -1).includes('*')) throw new Error('has a pattern with a * that is not its end');
  if (signs.some((sign) => !(sign in classes) && !letters.includes(sign)))
    throw new Error('has a pattern with a sign that ids do not have');
  const places = signs.map((sign) => classes[sign] ?? sign);
  const isOpen = text.endsWith('*');
  if (hasCheckDigits && (isOpen || places.some((place) => place !== digits)))
    throw new Error('has check digits in ids that are not digits alone');
  return {
    places,
    isOpen,
    fits: (id) => isLong(id, places.length, isOpen) && fitsPlaces(id, places) && (!hasCheckDigits || isChecked(id)),
  };
}

/** Whether a text could be an id of both. */
export function overlap(one: IdPattern, other: IdPattern): boolean {
  const [long, short] = one.places.length >= other.places.length ? [one, other] : [other, one];
  if (long.places.length > short.places.length && !short.isOpen) return false;
  return long.places.every((place, index) => {
    const theirs = short.places[Math.min(index, short.places.length - 1)] ?? '';
    return [...place].some((sign) => theirs.includes(sign));
  });
}

function isLong(id: string, length: number, isOpen: boolean): boolean {
  return isOpen ? id.length >= length && id.length <= longestId : id.length === length;
}

function fitsPlaces(id: string, places: readonly string[]): boolean {
  for (let index = 0; index < id.length; index += 1)
    if (!places[Math.min(index, places.length - 1)]?.includes(id[index] ?? ' ')) return false;
  return true;
}

/** ISO 7064, MOD 97-10: the number is 1 modulo 97. */
function isChecked(id: string): boolean {
  let rest = 0;
  for (const digit of id) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}
