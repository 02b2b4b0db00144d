/**
 * One of `names` that an object of JSON has twice. Readers differ in which of the two counts: what stands before the gateway would judge one
 * operation, and the other would be run. Only where a name may be there twice is the text looked at closely.
 */
export function repeatedKey(object: string, names: readonly string[]): string | undefined {
  if (!names.some((name) => mayRepeat(object, `"${name}"`)) && !object.includes('\\u')) return undefined;
  const keys = keysOf(object);
  return names.find((name) => keys.indexOf(name) !== keys.lastIndexOf(name));
}

function mayRepeat(text: string, quoted: string): boolean {
  const first = text.indexOf(quoted);
  return first !== -1 && text.includes(quoted, first + quoted.length);
}

/** The keys of an object, and not of those in it, as they are written: JSON that was read without a fault. */
function keysOf(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  let isKeyNext = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      if (isKeyNext) keys.push(JSON.parse(text.slice(index, end + 1)) as string);
      isKeyNext = false;
      index = end;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 1 && (character === '{' || character === ',')) isKeyNext = true;
  }
  return keys;
}

function endOfString(text: string, start: number): number {
  let end = start;
  do end = text.indexOf('"', end + 1);
  while (isEscaped(text, end));
  return end;
}

function isEscaped(text: string, index: number): boolean {
  let before = index;
  while (text[before - 1] === '\\') before -= 1;
  return (index - before) % 2 === 1;
}
