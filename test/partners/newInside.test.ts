import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInside } from '@wasl/gateway/cli/newInside';
import { readOwnership } from '@wasl/gateway/registry/ownership/readOwnership';
import { root } from '@wasl/kit/paths';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let repository: string;
const at = (...path: string[]) => join(repository, ...path);
const owned = () => readFileSync(at('schema/ownership.yaml'), 'utf8');
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'wasl-inside-'));
  for (const folder of ['schema', 'gateway', 'subgraphs/sdk/src']) mkdirSync(at(folder), { recursive: true });
  for (const file of ['schema/ownership.yaml', 'gateway/package.json', 'subgraphs/sdk/package.json'])
    cpSync(join(root, file), at(file));
});
afterEach(() => rmSync(repository, { recursive: true, force: true }));

const wanted = { name: 'school-milk', healthId: '481516234331' };

describe('wasl new subgraph --inside', () => {
  it('writes a workspace that is bundled and joins, its test, and nothing else but its entry in the ownership file', () => {
    const before = owned();
    writeInside(wanted, repository);
    expect(readdirSync(at('subgraphs/school-milk')).sort()).toEqual(
      ['README.md', 'data', 'package.json', 'schema.graphql', 'src', 'wasl.json'].sort(),
    );
    expect(existsSync(at('test/subgraphs/school-milk/subgraph.test.ts'))).toBe(true);
    const texts = ['package.json', 'wasl.json', 'README.md', 'src/subgraph.ts'].map((file) =>
      readFileSync(at('subgraphs/school-milk', file), 'utf8'),
    );
    expect(texts.join('')).not.toMatch(/[sS]ample-?[nN]ame|SDK-SOURCE|"START"/);
    const entry = readOwnership(at('schema/ownership.yaml')).get('school-milk');
    expect(entry).toMatchObject({ types: ['SchoolMilk'], fields: ['Patient.schoolMilk'] });
    const given = readOwnership(at('schema/ownership.yaml')).get('health-id')!.extends.get('Patient')!;
    expect(given.at(-1)).toBe('school-milk');
    const kept = owned()
      .split('\n')
      .filter((line) => !line.includes('school-milk') && !line.includes('choolMilk'));
    const unchanged = before.split('\n').filter((line) => !line.startsWith('      Patient: ['));
    expect(kept.filter((line) => line !== '')).toEqual(unchanged.filter((line) => line !== ''));
  });

  it('takes another beside it', () => {
    writeInside(wanted, repository);
    writeInside({ ...wanted, name: 'school-bread' }, repository);
    const ownership = readOwnership(at('schema/ownership.yaml'));
    expect(ownership.get('health-id')!.extends.get('Patient')!.slice(-2)).toEqual(['school-milk', 'school-bread']);
  });

  it.each<[string, Partial<Parameters<typeof writeInside>[0]>, string]>([
    ['a name of the national graph', { name: 'pharmacy' }, 'The ownership file has pharmacy already'],
    ['one that looks like it', { name: 'health-i-d' }, 'The ownership file has health-id already'],
    ['a package of the repository', { name: 'gateway' }, 'has a package gateway already'],
    ['the SDK', { name: 'subgraph-sdk' }, 'has a package subgraph-sdk already'],
    ["another's type", { type: 'Prescription' }, 'The type Prescription belongs to pharmacy'],
    ["another's field", { field: 'prescriptions' }, 'Patient.prescriptions belongs to pharmacy'],
    ['a path', { name: '../milk' }, 'is no name of a subgraph'],
  ])('refuses %s, and writes nothing', (_, other, message) => {
    const before = owned();
    expect(() => writeInside({ ...wanted, ...other }, repository)).toThrow(message);
    expect(owned()).toBe(before);
    expect(readdirSync(at('subgraphs'))).toEqual(['sdk']);
    expect(existsSync(at('test'))).toBe(false);
  });

  it('does not write where somebody gave everybody leave in another form, or where there is no repository', () => {
    writeFileSync(at('schema/ownership.yaml'), owned().replace(/Patient: \[clinical.*\]/, 'Patient:\n        - audit'));
    expect(() => writeInside(wanted, repository)).toThrow('no list of who extends Patient under health-id');
    rmSync(at('subgraphs/sdk'), { recursive: true });
    expect(() => writeInside(wanted, repository)).toThrow('this is an installation');
    expect(existsSync(at('subgraphs/school-milk'))).toBe(false);
  });
});
