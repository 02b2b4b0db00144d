import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { errors } from '@wasl/schema/errors.ts';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the page of errors', () => {
  it('lists exactly the table, in its order', () => {
    const rows = read('docs/errors.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
    const table = Object.entries(errors).map(([code, { status, en, ar }]) => [`\`${code}\``, String(status), en, ar]);
    expect(rows).toEqual(table);
  });
});

describe('the page of field rules', () => {
  const page = read('docs/authorization.md');
  const links = [...page.matchAll(/\[`([^`]+)`\]\(\.\.\/(test\/[\w./-]+)\)/g)];

  it('links a test for each rule and each mode', () => {
    const rules =
      page
        .split('## Policies')[0]
        ?.split('\n')
        .filter((line) => /^\| [^|-]/.test(line)) ?? [];
    const withoutTest = rules.filter((line) => !line.includes('](../test/') && !line.endsWith('| test |'));
    expect(rules.length).toBeGreaterThan(15);
    expect(withoutTest).toEqual([]);
  });

  it('names the test in each of its links to one', () => {
    expect(links.length).toBeGreaterThan(60);
    expect(links).toHaveLength(page.split('](../test/').length - 1);
  });

  it('links every suite of field rules', () => {
    const suites = readdirSync(join(root, 'test/authorization'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `test/authorization/${file}`);
    const linked = new Set(links.map(([, , file]) => file));
    expect(suites.filter((suite) => !linked.has(suite))).toEqual([]);
  });

  it.each(links.map(([, name = '', file = '']) => [name, file] as const))('names %s, which %s has', (name, file) => {
    expect(titlesOf(read(file))).toContain(name);
  });

  it('would not take just any text of a suite for a test', () => {
    const suite =
      "it('is a test', () => ask('is a query')); const rows = [['is a row', ['is a field']]]; // 'is a remark'";
    expect(titlesOf(suite)).toEqual(['is a test', 'is a row']);
  });
});

/** Titles of tests and suites, with the first item of a table's row and `what:` of a case, of which titles are made. */
function titlesOf(source: string): string[] {
  const titled = /(?:\b(?:it|test|describe|fieldRuleSuite)\(|\)\(|\bwhat: |(?:^|\[)\s*\[)\s*(['"`])((?:(?!\1).)+)\1/gm;
  return [...source.matchAll(titled)].map(([, , title = '']) => title);
}

describe('every page', () => {
  const subgraphs = readdirSync(join(root, 'subgraphs')).map((name) => join('subgraphs', name));
  const pages = ['.', 'docs', 'docs/decisions', ...subgraphs].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  );
  it('is among those looked at, those of the subgraphs too', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md', 'subgraphs/health-id/README.md']));
  });

  it.each(pages)('%s links only to files that are there', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !isThere(page, target))).toEqual([]);
  });

  /** Whether a link's file exists, and the heading in it that the link names. */
  function isThere(page: string, target: string): boolean {
    const [file = '', heading] = target.split('#');
    const path = file === '' ? page : join(dirname(page), file);
    if (!existsSync(join(root, path))) return false;
    return heading === undefined || headingsOf(read(path)).includes(heading);
  }

  it('tells a heading that is there from one that is not', () => {
    expect(isThere('docs/authorization.md', '#policies')).toBe(true);
    expect(isThere('docs/errors.md', 'authorization.md#what-holds-and-the-test-that-shows-it')).toBe(true);
    expect(isThere('docs/authorization.md', '#nothing')).toBe(false);
  });
});

/** The headings of a page as links name them. */
function headingsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
