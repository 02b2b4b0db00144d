import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from '@wasl/schema/errors.ts';
import { root } from '@wasl/kit/paths';
import { expect, it } from 'vitest';
import { badNames, badSubgraphs } from './badSubgraphs.ts';
import { containedFaults } from './containedFaults.ts';
import { partnersPage } from './partnersPage.ts';

const file = join(root, 'docs/partners.md');

it('is what npm run partners writes', () => {
  const page = partnersPage();
  if (process.env['npm_lifecycle_event'] === 'partners') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
  // It composes once for each line.
}, 120_000);

it('tells of at least 80 kinds, each once', () => {
  const kinds = [...badSubgraphs, ...containedFaults].map(({ kind, does }) => `${kind} ${does}`);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kinds.length + badNames.length).toBeGreaterThanOrEqual(80);
});

it.each(containedFaults)('$does is tried where the page says', ({ test, words, code }) => {
  expect(readFileSync(join(root, 'test', test), 'utf8')).toContain(words);
  expect(errors).toHaveProperty(code);
});
