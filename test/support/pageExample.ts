import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';

/** A section of a page of `docs/` that shows commands: its blocks of each language, in order. */
export interface ExampleSection {
  sh: string[];
  /** Changes of a file: lines of context, `-` and `+`. */
  diff: string[];
  text: string[];
  yaml: string[];
  json: string[];
}

/** Reads the numbered sections of a page. `place` is where the page's `../joining` is. */
export function readExample(page: string, place: string): ExampleSection[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8').replaceAll('../joining', place);
  return text
    .split(/^## (?=\d+\. )/m)
    .slice(1)
    .map((section) => {
      const of = (language: string) =>
        [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, body = '']) => body);
      return { sh: of('sh'), diff: of('diff'), text: of('text'), yaml: of('yaml'), json: of('json') };
    });
}

/** Applies a change to a text, in which its old lines stand once. @throws Error where they do not */
export function applyDiff(text: string, diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const side = (sign: string) =>
    lines
      .filter((line) => line[0] === ' ' || line[0] === sign)
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const parts = text.split(side('-'));
  if (parts.length !== 2) throw new Error(`These lines stand ${parts.length - 1} times:\n${side('-')}`);
  return parts.join(side('+'));
}
