import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runWasl } from './support/startGateway.ts';

const samples = join(root, 'test/subgraphs/terminology/files');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasl-lists-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('wasl terminology', () => {
  test('loads official files, counts what is in force, and returns to an earlier version', async () => {
    const icd10 = ['--system', 'icd-10', '--file', join(samples, 'icd10.xml'), '--folder', folder];
    const loaded = await runWasl(['terminology', 'load', ...icd10, '--version', '2016', '--source', 'WHO']);
    expect(loaded).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^icd-10 2016 is in force: 8 codes, SHA-256 [0-9a-f]{64}\n$/),
    });
    await runWasl(['terminology', 'load', ...icd10, '--version', '2019']);
    const used = await runWasl(['terminology', 'use', '--system', 'icd-10', '--version', '2016', '--folder', folder]);
    expect(used).toMatchObject({ code: 0, output: 'icd-10 2016 is in force\n' });
    expect(readFileSync(join(folder, 'icd-10/2016/manifest.json'), 'utf8')).toContain('"source": "WHO"');
    const { output } = await runWasl(['terminology', 'count', '--folder', folder]);
    expect(output).toMatch(
      /^ICD-10 chapters: 1\nICD-10 blocks: 1\nICD-10 categories: 3\nICD-10 subcategories: 3\nATC groups: \d{3}\n/,
    );
  });

  test('reads a drug register by the columns that it is told', async () => {
    const file = join(samples, 'drugRegister.tsv');
    const register = [
      'terminology',
      'load',
      '--system',
      'national-drug',
      '--file',
      file,
      '--version',
      '1',
      '--folder',
      folder,
    ];
    const { code, output } = await runWasl([...register, '--columns', 'code=رقم التسجيل,name=Trade name,atc=ATC']);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('national-drug 1 is in force: 2 codes'),
    });
    expect((await runWasl([...register, '--columns', 'colour=red'])).output).toContain(
      'Write name=column pairs of code',
    );
  });

  test('names the line that is wrong, in a sentence without a stack', async () => {
    const file = join(folder, 'atc.csv');
    writeFileSync(file, 'code,name\nJ05AF01,One\nnothing,Two\n');
    const { code, output } = await runWasl([
      'terminology',
      'load',
      '--system',
      'atc',
      '--file',
      file,
      '--version',
      '1',
      '--folder',
      folder,
    ]);
    expect(code).toBe(1);
    expect(output).toBe('Nothing was loaded, because of these lines:\n  line 3: nothing is no code of atc\n');
  });
});
