import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { admitCode } from '@wasl/terminology/admitCode';
import { type CodeSystem, systemOf } from '@wasl/terminology/codeSystems';
import { hasLoincCheckDigit } from '@wasl/terminology/loincCheckDigit';
import { sexOfCode } from '@wasl/terminology/sexOfCode';
import { terminology } from '@wasl/terminology/terminology';
import { build } from 'esbuild';
import { root } from '@wasl/kit/paths';
import { describe, expect, it } from 'vitest';

describe('a written code is found whatever its form', () => {
  it.each<[CodeSystem, string, string]>([
    ['loinc', '00718-7', '718-7'],
    ['loinc', '718–7', '718-7'],
    ['loinc', ' 2345-7 ', '2345-7'],
    ['loinc', '٧١٨-٧', '718-7'],
    ['icd-10', 'e119', 'E11.9'],
    ['icd-10', 'E11.9', 'E11.9'],
    ['icd-10', ' e 11 . 9 ', 'E11.9'],
    ['icd-10', 'E11.-', 'E11'],
    ['icd-10', 'G63.2*', 'G63.2'],
    ['icd-10', 'B24†', 'B24'],
    ['icd-10', 'u071', 'U07.1'],
    ['icd-10', 'e10–e14', 'E10-E14'],
    ['icd-10', 'iv', 'IV'],
    ['atc', 'j05 af01', 'J05AF01'],
    ['atc', 'j05af', 'J05AF'],
    ['cvx', '8', '08'],
    ['cvx', '003', '03'],
    ['allergen', 'penicillins', 'PENICILLINS'],
  ])('%s %s is %s', (system, written, code) => {
    expect(terminology.lookUp(system, written)).toMatchObject({ status: 'known', concept: { code } });
  });

  it('with its meaning in both languages', () => {
    expect(terminology.lookUp('icd-10', 'e119')).toEqual({
      status: 'known',
      concept: {
        system: 'icd-10',
        code: 'E11.9',
        en: 'Type 2 diabetes mellitus without complications',
        ar: 'الداء السكري نمط 2 دون مضاعفات',
        synonyms: [],
        parent: 'E11',
      },
    });
  });

  it.each<[CodeSystem, string]>([
    ['loinc', '718-8'],
    ['loinc', '7187'],
    ['icd-10', 'hello'],
    ['icd-10', ''],
    ['icd-10', `E11.${'9'.repeat(1000)}`],
    ['icd-10', 'E11.9; drop'],
    ['atc', 'Z01AA01'],
    ['cvx', '9999'],
  ])('and %s %j is no code', (system, written) => {
    expect(terminology.lookUp(system, written)).toEqual({ status: 'malformed' });
  });

  it('and a code that the list lacks is told from no code, with the nearest wider one', () => {
    expect(terminology.lookUp('icd-10', 'E11.65')).toMatchObject({
      status: 'unknown',
      code: 'E11.65',
      broader: { code: 'E11.6' },
    });
    expect(terminology.lookUp('atc', 'J05AF99')).toMatchObject({ status: 'unknown', broader: { code: 'J05AF' } });
    expect(terminology.lookUp('loinc', '1-8')).toEqual({ status: 'unknown', code: '1-8' });
  });

  it('and a FHIR URI names a system', () => {
    expect(systemOf('http://loinc.org')).toBe('loinc');
    expect(systemOf('icd-10')).toBe('icd-10');
    expect(systemOf('http://example.org')).toBeUndefined();
  });
});

describe('the check digit of LOINC', () => {
  it.each(['718-7', '2345-7', '4548-4', '8480-6', '94500-6', '59408-5'])('of %s fits', (code) => {
    expect(hasLoincCheckDigit(code)).toBe(true);
  });

  it('fits one digit of ten', () => {
    const fitting = Array.from({ length: 10 }, (_, digit) => `2345-${digit}`).filter(hasLoincCheckDigit);
    expect(fitting).toEqual(['2345-7']);
  });
});

describe('a code outside the list', () => {
  it('is refused', () => {
    expect(admitCode(terminology, 'icd-10', 'E11.65', 'refuse')).toMatchObject({
      accepted: false,
      reason: { kind: 'unknown', en: expect.stringMatching(/list/), ar: expect.stringMatching(/القائمة/) },
    });
  });

  it('or, by the setting, taken with a warning and the text of the nearest wider code', () => {
    expect(admitCode(terminology, 'icd-10', 'e1165', 'warn')).toMatchObject({
      accepted: true,
      code: 'E11.65',
      ar: 'الداء السكري نمط 2 مع مضاعفات محددة أخرى',
      warning: { kind: 'unknown' },
    });
  });

  it('never if it is no code at all', () => {
    expect(admitCode(terminology, 'loinc', '718-8', 'warn')).toMatchObject({
      accepted: false,
      reason: { kind: 'malformed' },
    });
  });

  it('while one in the list comes with the texts of the list and no warning', () => {
    expect(admitCode(terminology, 'loinc', '00718-7', 'refuse')).toEqual({
      accepted: true,
      code: '718-7',
      en: 'Haemoglobin in blood',
      ar: 'خضاب الدم',
    });
  });
});

describe('the hierarchy', () => {
  it.each<[CodeSystem, string, string, boolean]>([
    ['icd-10', 'E11.9', 'E10-E14', true],
    ['icd-10', 'e119', 'E11', true],
    ['icd-10', 'E11', 'E11', true],
    ['icd-10', 'E11.9', 'IV', true],
    ['icd-10', 'E10-E14', 'IV', true],
    ['icd-10', 'E11.65', 'E11.6', true],
    ['icd-10', 'E11.65', 'E09-E13', true],
    ['icd-10', 'E14.9', 'E10-E13', false],
    ['icd-10', 'E11', 'E11.9', false],
    ['icd-10', 'X45', 'X', false],
    ['icd-10', 'J45', 'X', true],
    ['icd-10', 'V10', 'V', false],
    ['icd-10', 'B24', 'A00-B99', true],
    ['atc', 'J05AF01', 'J', true],
    ['atc', 'J05AF01', 'J05AF', true],
    ['atc', 'J05AF01', 'J05AR', false],
    ['loinc', '718-7', '00718-7', true],
    ['loinc', '718-7', '2345-7', false],
  ])('%s: %s lies in %s: %s', (system, code, ancestor, expected) => {
    expect(terminology.isA(system, code, ancestor)).toBe(expected);
  });

  it('is walked from the nearest to the widest', () => {
    expect(terminology.ancestors('icd-10', 'C34.9').map(({ code }) => code)).toEqual([
      'C34',
      'C30-C39',
      'C00-C75',
      'C00-C97',
      'II',
    ]);
    expect(terminology.ancestors('atc', 'A10BA02').map(({ code }) => code)).toEqual(['A10BA', 'A10B', 'A10', 'A']);
  });
});

describe('the sex of a condition', () => {
  it.each([
    ['O80.0', 'F'],
    ['o149', 'F'],
    ['C53', 'F'],
    ['N80.9', 'F'],
    ['N97', 'F'],
    ['C61', 'M'],
    ['N40', 'M'],
    ['Q53.9', 'M'],
    ['B26.0', 'M'],
    ['B26', undefined],
    ['N39.0', undefined],
    ['N99', undefined],
    ['N60-N64', undefined],
    ['N70-N77', 'F'],
    ['XV', undefined],
    ['E11', undefined],
    ['nonsense', undefined],
  ])('%s is %s', (code, sex) => {
    expect(sexOfCode(code)).toBe(sex);
  });
});

describe('the lists', () => {
  it('are found from any working directory, in a bundle elsewhere too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-terminology-'));
    const outfile = join(root, 'node_modules/.cache/wasl-terminology-test/deep/bundle.mjs');
    await build({
      stdin: {
        contents: `import { sexOfCode } from '@wasl/terminology/sexOfCode';
import { terminology } from '@wasl/terminology/terminology'; console.log(terminology.lookUp('atc', 'n02be01').concept.en);`,
        resolveDir: root,
      },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
    });
    expect(execFileSync(process.execPath, [pathToFileURL(outfile).pathname], { cwd: folder, encoding: 'utf8' })).toBe(
      'Paracetamol\n',
    );
  });
});
