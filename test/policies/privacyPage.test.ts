import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRecordPolicies } from '@wasl/gateway/policies/loadRecordPolicies';
import { root } from '@wasl/kit/paths';
import { describe, expect, it } from 'vitest';
import { purposesOf } from './matrix/statedRules.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/privacy.md');

describe('the page on whose record', async () => {
  const { policies } = await loadRecordPolicies(join(root, 'schema/policies'));
  const ids = policies.map(({ id }) => id);

  it('names every policy, and no other', () => {
    const english = page.split('## بالعربية')[0] ?? '';
    expect(ids.filter((id) => !english.includes(`\`${id}\``))).toEqual([]);
    const rows = page.split('\n').filter((line) => line.startsWith('| '));
    const named = rows.flatMap((row) => [...row.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, id = '']) => id));
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('names beside each policy a file of scenarios that it decides', () => {
    for (const row of page
      .split('\n')
      .filter((line) => line.includes('](../schema/policies/scenarios/') && line.startsWith('| '))) {
      const [, file = ''] = /\((?:\.\.\/)(schema\/policies\/scenarios\/[^)]+)\)/.exec(row) ?? [];
      const named = [...row.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, id = '']) => id);
      expect(named.filter((id) => !read(file).includes(`(${id})`))).toEqual([]);
    }
  });

  it('says the purposes of each role', () => {
    const rows = [...page.matchAll(/^\| ([a-z', ]+) \| ([A-Z, ]+) \|/gm)].map(([, roles = '', purposes = '']) => [
      roles,
      purposes.split(', '),
    ]);
    expect(rows).toEqual([
      ['citizen, guardian', purposesOf('citizen')],
      ['physician, nurse, pharmacist', purposesOf('physician')],
      ['emergency doctor', purposesOf('emergency')],
      ['registrar', purposesOf('registrar')],
      ['auditor', purposesOf('auditor')],
      ["partner ministry's service", purposesOf('partner')],
    ]);
  });

  it('names tests that there are', () => {
    const links = [...page.matchAll(/\[`([^`]+)`\]\(\.\.\/(test\/[\w./-]+)\)/g)];
    expect(links.length).toBeGreaterThan(6);
    for (const [, name = '', file = ''] of links) expect(read(file)).toContain(name);
  });
});
