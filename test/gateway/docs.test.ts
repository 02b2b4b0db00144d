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

  it.each(links.map(([, name, file]) => [name, file]))('names %s, which %s has', (name, file) => {
    const source = read(file ?? '').replaceAll(/\s+/g, ' ');
    expect(source).toMatch(new RegExp(`['\`"]${(name ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}['\`"]`));
  });
});

describe('every page', () => {
  const pages = ['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  );
  it.each(pages)('%s links only to files that are there', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});
