import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whoseWords } from '@wasl/gateway/policies/explain/whose';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../gateway/support/runHere.ts';
import { runWasl } from '../gateway/support/startGateway.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-policy-'));
  cpSync(join(root, 'schema/policies'), join(folder, 'policies'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const english = { LC_ALL: 'en_GB.UTF-8' };
const arabic = { LC_ALL: 'ar_SY.UTF-8' };

describe('wasl policy test', () => {
  it('decides the national scenarios, and says how many in the language of the terminal', async () => {
    const { code, output } = await runWasl(['policy', 'test'], english);
    expect([code, output]).toEqual([0, expect.stringMatching(/^All \d{3} scenarios are decided as written\.\n$/)]);
    const inArabic = await runHere(['policy', 'test'], arabic);
    expect([inArabic.code, inArabic.output]).toEqual([
      0,
      expect.stringMatching(/^القرار في الأمثلة كلها كما كُتب، وعددها \d{3}\.\n$/),
    ]);
  });

  it('ends with 1 and names file, line, sentence and decision of each that is decided otherwise', async () => {
    const sentence = 'A physician, for treatment, where the patient denies conditions, reads conditions';
    const file = write('wrong.txt', `# remark\n${sentence}: permitted\n${sentence}: denied CONSENT_DENIED\n`);
    const { code, output } = await runHere(['policy', 'test', file], english);
    expect(code).toBe(1);
    expect(output).toContain(
      `${file}:2: ${sentence}: permitted\n  decided: denied CONSENT_DENIED (consent-denies), break-glass does not help\n`,
    );
    expect(output).toContain('1 of 2 scenarios are decided otherwise than written.');
  });

  it('takes the policies of another folder, from a flag or the environment, with its scenarios', async () => {
    const policies = join(folder, 'policies');
    writeFileSync(
      join(policies, 'record-strike.cedar'),
      '@id("strike") @code("PURPOSE_NOT_ALLOWED") @en("Nobody reads.") @ar("لا يقرأ أحد.")\nforbid (principal, action, resource);',
    );
    for (const [flags, environment] of [
      [['--policies', policies], {}],
      [[], { WASL_POLICIES_DIR: policies }],
    ] as const) {
      const { code, output } = await runHere(['policy', 'test', ...flags], { ...english, ...environment });
      expect(code).toBe(1);
      expect(output).toMatch(/scenarios are decided otherwise than written/);
      expect(output).toContain(`${join(policies, 'scenarios/1-patients-and-guardians.txt')}:2: `);
    }
    rmSync(join(policies, 'record-strike.cedar'));
  });

  it.each([
    [
      'a line that is no scenario',
      'A physician reads.\n',
      '.txt:1: «.» stands where this is expected: one of “demographics”, ',
    ],
    ['no scenario', '# none\n', 'holds no scenario.'],
  ])('refuses %s in one sentence', async (_, text, expected) => {
    const { code, output } = await runHere(['policy', 'test', write('none.txt', text)], english);
    expect([code, output]).toEqual([1, expect.stringContaining(expected)]);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  it('refuses policies that are broken, with file and line', async () => {
    const policies = join(folder, 'policies');
    const file = join(policies, 'record-zz.cedar');
    writeFileSync(file, '\npermit (principal == Role::"docter", action, resource);');
    const { code, output } = await runHere(['policy', 'test', '--policies', policies], english);
    expect([code, output]).toEqual([1, expect.stringContaining(`${file}:2: `)]);
    rmSync(file);
  });
});

describe('wasl policy explain', () => {
  const explain = (flags: string, environment = english) =>
    runHere(['policy', 'explain', ...flags.split(' ')], environment);

  it('names the policy, what it means and every single change that would turn it', async () => {
    const { code, output } = await explain(
      '--as physician --category CONDITIONS --treating --confidentiality R --sensitivity HIV',
    );
    const who = 'A physician whose facility treats the patient';
    const rest = 'for treatment, reads conditions that are restricted labelled HIV';
    const lines = output.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toBe(`${who}, ${rest}: denied RESTRICTED_RECORD (restricted-record), break-glass does not help`);
    expect(lines[1]).toMatch(/^restricted-record: A restricted record \(R\) goes only to /);
    expect(lines.slice(2)).toEqual([
      'It would be permitted, were one thing otherwise:',
      `  A physician who wrote the record and whose facility treats the patient, ${rest}: permitted (treating-facility)`,
      `  ${who} and of the author's specialty, ${rest}: permitted (treating-facility)`,
      `  ${who}, ${rest.replace(', reads', ', where the patient permits conditions, reads')}: permitted (treating-facility)`,
    ]);
  });

  it('says of what is permitted what would deny it', async () => {
    const { output } = await explain('--as nurse --category OBSERVATIONS --action write --treating');
    expect(output).toContain('treating-nurse-writes: ');
    expect(output).toContain(
      'It would be denied, were one thing otherwise:\n  A nurse, for treatment, writes observations: denied NO_TREATMENT_RELATIONSHIP, break-glass does not help\n',
    );
    expect(output).toContain(
      'where the patient denies observations, writes observations: denied CONSENT_DENIED (consent-denies)',
    );
  });

  it('says so where nothing would open it', async () => {
    const { output } = await explain('--as statistician --category CONDITIONS --treating --consent permit');
    expect(output).toContain('statistician-never-a-patient: Statisticians see aggregates, never a patient.');
    expect(output).toContain('No single change would permit it.');
  });

  it('answers in Arabic by the locale or the flag', async () => {
    const flags = '--as emergency --category MEDICATIONS --purpose BTG';
    const { output } = await explain(flags, arabic);
    expect(output).toContain(
      'طبيب إسعاف، لكسر الزجاج، يقرأ الأدوية: ممنوع NO_TREATMENT_RELATIONSHIP، كسر الزجاج يفيد\n',
    );
    expect(output).toContain('طبيب إسعاف كسر الزجاج، لكسر الزجاج، يقرأ الأدوية: مسموح (break-glass)');
    expect((await explain(`${flags} --language ar`)).output).toBe(output);
  });

  it.each([
    ['--as citizen --category REPORTS --own', 'own-record'],
    ['--as guardian --category REPORTS --guardian-of child', 'guardian-of-child'],
    ['--as pharmacist --category ALLERGIES --prescription', 'pharmacist-prescription'],
    ['--as emergency --category REPORTS --purpose BTG --glass --consent deny', 'break-glass'],
    ['--as physician --category REPORTS --treating --author --confidentiality V', 'treating-facility'],
    ['--as physician --category REPORTS --treating --specialty --confidentiality R', 'treating-facility'],
  ])('takes each fact from its flag: %s', async (flags, policy) => {
    expect((await explain(flags)).output.split('\n')[0]?.endsWith(`permitted (${policy})`)).toBe(true);
  });

  it('says in its help, in both languages, what each word means', async () => {
    const { output } = await explain('--help');
    for (const word of whoseWords) expect(output).toMatch(new RegExp(`^  ${word} .*[\\u0621-\\u064a]`, 'm'));
  });

  it('refuses a role or a category that there is not', async () => {
    expect(await explain('--as doctor --category REPORTS')).toMatchObject({ code: 1 });
    expect(await explain('--as nurse --category SECRETS')).toMatchObject({ code: 1 });
  });
});

describe('wasl policy matrix', () => {
  it('is what is committed', async () => {
    expect(await runWasl(['policy', 'matrix', '--check'])).toEqual({ code: 0, output: '' });
  });

  it('is printed to the terminal, of the policies of a folder', async () => {
    const policies = join(folder, 'policies');
    const { output } = await runHere(['policy', 'matrix', '--policies', policies]);
    expect(output).toBe(readFileSync(join(root, 'schema/record-matrix.md'), 'utf8'));
  });

  describe('of policies that say otherwise than what is committed', () => {
    let policies: string;
    beforeAll(() => {
      policies = join(folder, 'changed');
      cpSync(join(root, 'schema/policies'), policies, { recursive: true });
      const file = join(policies, 'record-policies.cedar');
      const text = readFileSync(file, 'utf8');
      const prescription = '  context.hasActivePrescription &&\n';
      expect(text.split(prescription)).toHaveLength(2);
      writeFileSync(file, text.replace(prescription, ''));
    });

    it('fails the check, and says what to run', async () => {
      const { code, output } = await runHere(['policy', 'matrix', '--check', '--policies', policies]);
      expect([code, output]).toEqual([1, expect.stringContaining('npx wasl policy matrix --out')]);
    });

    it('is written to a file as they say', async () => {
      const out = join(folder, 'matrix.md');
      const { code } = await runHere(['policy', 'matrix', '--out', out, '--policies', policies]);
      expect(code).toBe(0);
      expect(readFileSync(out, 'utf8')).toMatch(
        /A stranger’s record[^#]*\n\| demographics [^|]*\| – \| – \| – \| r \|/,
      );
    });
  });
});
