import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReference } from '@wasl/gateway/registry/reference/writeReference';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'wasl-reference-'));
const pageOf = (name: string) => readFileSync(join(folder, name), 'utf8');
/** The row of a field in the table of its type. */
const rowOf = (page: string, coordinate: string) =>
  page.split('<tr>').find((row) => row.includes(`id="${coordinate}"`)) ?? '';

beforeAll(() => writeReference(join(root, 'schema/supergraph.graphql'), folder));
afterAll(() => rmSync(folder, { recursive: true }));

test('tells of each field who answers it, its rule and its meaning, in each language alone', () => {
  const [ar, en] = [rowOf(pageOf('ar.html'), 'Query.patient'), rowOf(pageOf('en.html'), 'Query.patient')];
  expect(ar).toContain('سجل المرضى لدى وزارة الصحة');
  expect(ar).toContain('<code>user/Patient.rs</code> أو <code>patient/Patient.rs</code>');
  expect(ar).not.toContain(' — ');
  expect(en).toContain('The Ministry of Health&#39;s patient registry'.replace('&#39;', "'"));
  expect(en).toContain('held by: Citizen');
  expect(en).not.toMatch(/[\u0621-\u064a]/);
});

test('loads nothing, links only within itself, and begins in Arabic', () => {
  expect(pageOf('index.html')).toBe(pageOf('ar.html'));
  for (const page of [pageOf('ar.html'), pageOf('en.html')]) {
    expect(page).not.toMatch(/<script|<img|src=|url\(|href="https?:/);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const broken = [...page.matchAll(/href="#([^"]+)"/g)].flatMap(([, id]) => (ids.has(id) ? [] : [id]));
    expect(broken.filter((id) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(id ?? ''))).toEqual([]);
  }
});
