/** One element of a list such as `Accept`, or a single value such as `Content-Type`: a name and its parameters, in lower case. */
export interface HeaderPart {
  name: string;
  /** Name and value of each parameter, in order; quoted values without their quotes. */
  parameters: readonly (readonly [name: string, value: string])[];
}

/** Reads the elements of a header field (RFC 9110, 5.6). Malformed text stays part of a name, which then matches nothing. */
export function readHeaderParts(text: string): HeaderPart[] {
  return splitOutsideQuotes(text, ',')
    .filter((element) => element.trim() !== '')
    .map((element) => {
      const [name = '', ...parameters] = splitOutsideQuotes(element, ';');
      return {
        name: name.trim().toLowerCase(),
        parameters: parameters.filter((item) => item.trim() !== '').map(readParameter),
      };
    });
}

/** All values of a parameter, which may be given more than once. */
export function valuesOf({ parameters }: HeaderPart, name: string): string[] {
  return parameters.flatMap(([key, value]) => (key === name ? [value] : []));
}

function readParameter(text: string): readonly [string, string] {
  const sign = text.indexOf('=');
  if (sign === -1) return [text.trim().toLowerCase(), ''];
  const value = text
    .slice(sign + 1)
    .trim()
    .toLowerCase();
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  return [text.slice(0, sign).trim().toLowerCase(), isQuoted ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value];
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isQuoted && character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
