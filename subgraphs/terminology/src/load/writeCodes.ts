import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { CodeSystem } from '../codeSystems.ts';
import { normalCode } from '../normalCode.ts';
import { LoadFailed, type LoadedCode } from './loadedCode.ts';
import type { Problems } from './problems.ts';

const longestText = 1000;

/** Writes codes as a list, in normal form and each once. @returns how many; @throws LoadFailed if any line is wrong, or there is none. */
export async function writeCodes(
  system: CodeSystem,
  codes: AsyncIterable<LoadedCode>,
  folder: string,
  problems: Problems,
): Promise<number> {
  const output = createWriteStream(join(folder, 'codes.tsv'), { flags: 'wx' });
  const seen = new Map<string, number>();
  let columns: string[] | undefined;
  try {
    for await (const loaded of codes) {
      const code = checked(system, loaded, seen, problems);
      if (code === undefined) continue;
      columns ??= await writeColumns(output, loaded);
      if (!output.write(toLine(code, loaded, columns))) await once(output, 'drain');
    }
  } finally {
    output.end();
    await finished(output);
  }
  problems.throwIfAny();
  if (seen.size === 0) throw new LoadFailed('The file holds no codes.');
  return seen.size;
}

/** The normal form of a code that can be kept. */
function checked(
  system: CodeSystem,
  { code, en, line }: LoadedCode,
  seen: Map<string, number>,
  { report }: Problems,
): string | undefined {
  const normal = normalCode(system, code);
  if (normal === undefined) report(line, code === '' ? 'no code' : `${code.slice(0, 40)} is no code of ${system}`);
  else if (en.trim() === '') report(line, `${normal} has no name`);
  else if (en.includes('\uFFFD')) report(line, `${normal} has a name that is not UTF-8`);
  else if (seen.has(normal)) report(line, `${normal} was on line ${seen.get(normal)} already`);
  else {
    seen.set(normal, line);
    return normal;
  }
  return undefined;
}

async function writeColumns(output: NodeJS.WritableStream, { more = {} }: LoadedCode): Promise<string[]> {
  const columns = Object.keys(more);
  output.write(`${['code', 'en', 'ar', 'synonyms', 'parent', ...columns].join('\t')}\n`);
  return columns;
}

function toLine(
  code: string,
  { en, ar = '', synonyms = [], parent = '', more = {} }: LoadedCode,
  columns: string[],
): string {
  const words = synonyms.map((name) => plain(name).replaceAll('|', '/')).join('|');
  const cells = [
    code,
    plain(en),
    plain(ar),
    words,
    plain(parent),
    ...columns.map((column) => plain(more[column] ?? '')),
  ];
  return `${cells.join('\t')}\n`;
}

/** A text without what would break a list or turn its direction. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .slice(0, longestText);
}
