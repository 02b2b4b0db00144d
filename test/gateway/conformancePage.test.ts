import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { describe, expect, it } from 'vitest';
import type { Case } from '../federation/support/behaviour.ts';

const page = readFileSync(join(root, 'docs/conformance.md'), 'utf8');
const links = [...page.matchAll(/\[`([^`]+)`\]\(\.\.\/(test\/[\w./-]+)\)/g)].map(
  ([, name = '', file = '']) => [name, file] as const,
);
const rows = page.split('\n').filter((line) => /^\| [^|-]/.test(line) && !line.endsWith('| test |'));

/** The names of the tests in a file: of its cases, or as they are written. */
async function namesIn(file: string): Promise<string[]> {
  if (file.endsWith('/cases.ts')) return (await casesIn(file)).map(({ name }) => name);
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/\b(?:it|test)\(\s*(['"`])((?:(?!\1).)+)\1/g)].map(([, , name = '']) => name);
}

async function casesIn(file: string): Promise<readonly Case[]> {
  return ((await import(join(root, file))) as { cases: readonly Case[] }).cases;
}

describe('the page of deviations', () => {
  it('gives each row what is asked, both answers, the reason and a test', () => {
    expect(rows.length).toBeGreaterThan(20);
    const cells = rows.map((row) =>
      row
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
    expect(cells.filter((row) => row.length !== 5 || row.includes('') || !row[4]?.includes('](../test/'))).toEqual([]);
  });

  it.each(links)('names %s, which %s has', async (name, file) => {
    expect(await namesIn(file)).toContain(name);
  });

  it('would not take just any text of a file for a test', async () => {
    expect(await namesIn('test/gateway/planningDeadline.test.ts')).not.toContain('--planning-deadline-ms');
  });

  it('speaks of every behaviour in which Apollo’s executor is known to answer otherwise', async () => {
    const folder = join(root, 'test/federation');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('cases.ts'),
    );
    const linked = new Set(links.map(([, file]) => file));
    const deviating: string[] = [];
    for (const file of files.map((name) => `test/federation/${name}`)) {
      if ((await casesIn(file)).some(({ stock }) => stock !== undefined)) deviating.push(file);
    }
    expect(deviating.length).toBeGreaterThan(20);
    expect(deviating.filter((file) => !linked.has(file))).toEqual([]);
  });
});
