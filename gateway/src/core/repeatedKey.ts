/** An object or a list of the text that is still open. */
interface Open {
  /** The keys that an object has had so far; undefined for a list. */
  keys: Set<string> | undefined;
  /** The key whose value comes next or is being read. */
  key: string;
}

/**
 * The path of the first key that an object of JSON has twice, at whatever depth; lists leave no name in it. Readers differ in which of the
 * two counts: what stands before the gateway would judge one request, and the other would be run. `text` is JSON that was read without a
 * fault.
 */
export function repeatedKey(text: string): readonly string[] | undefined {
  const open: Open[] = [];
  let inner: Open | undefined;
  let isKeyNext = false;
  for (let index = 0; index < text.length; index += 1) {
    switch (text[index]) {
      case '{':
        open.push((inner = { keys: new Set(), key: '' }));
        isKeyNext = true;
        break;
      case '[':
        open.push((inner = { keys: undefined, key: '' }));
        isKeyNext = false;
        break;
      case '}':
      case ']':
        open.pop();
        inner = open.at(-1);
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = inner?.keys !== undefined;
        break;
      case '"': {
        const end = endOfString(text, index);
        if (isKeyNext && inner?.keys) {
          inner.key = readKey(text.slice(index, end + 1));
          if (inner.keys.has(inner.key)) return open.flatMap(({ keys, key }) => (keys ? [key] : []));
          inner.keys.add(inner.key);
          isKeyNext = false;
        }
        index = end;
      }
    }
  }
  return undefined;
}

function readKey(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
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
