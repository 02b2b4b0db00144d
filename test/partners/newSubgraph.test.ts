import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../gateway/support/runHere.ts';
import { runWasl } from '../gateway/support/startGateway.ts';
import { installPacked, packSdk } from '../support/partnerFolder.ts';

let packed: ReturnType<typeof packSdk>;
beforeAll(() => {
  packed = packSdk();
});
afterAll(() => rmSync(packed.folder, { recursive: true, force: true }));

const hasPython = spawnSync('python3', ['--version']).status === 0;
const folderOf = (name: string) => join(packed.folder, name);

/** The ownership of the nation with a ministry that joins, and the registry's leave for it. */
function registered(folder: string): string {
  const national = readFileSync(join(root, 'schema/ownership.yaml'), 'utf8');
  const agreed = national.replace(/(Patient: \[clinical-records[^\]]*)\]/, '$1, school-milk]');
  const entry = `  school-milk:
    ministry: { en: The Ministry of Education, ar: وزارة التربية }
    types: [SchoolMilk]
    fields: [Patient.schoolMilk]
`;
  const file = join(folder, 'ownership.yaml');
  writeFileSync(file, `${agreed.trimEnd()}\n${entry}`);
  return file;
}

describe('wasl new subgraph', () => {
  it('writes a TypeScript subgraph whose own tests pass on the packed SDK', async () => {
    const folder = folderOf('school-meals');
    const { code, output } = await runWasl(['new', 'subgraph', 'school-meals', '--out', folder]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`npx wasl dev --with ${folder}`) });
    installPacked(folder, packed.tarball);
    const told = execFileSync('npm', ['test'], { cwd: folder, encoding: 'utf8' });
    expect(told).toMatch(/pass 2\b/);
  });

  it.skipIf(!hasPython)('writes a Python subgraph whose own tests pass (skipped without python3)', async () => {
    const folder = folderOf('school-lunches');
    await runHere(['new', 'subgraph', 'school-lunches', '--language', 'python', '--out', folder]);
    const { status, stderr } = spawnSync('python3', ['-m', 'unittest'], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Ran 3 tests') });
  });

  it.each(['typescript', 'python'])(
    'writes a schema in %s that wasl check has nothing to object to',
    async (language) => {
      const folder = folderOf(`checked-${language}`);
      await runHere(['new', 'subgraph', 'school-milk', '--language', language, '--out', folder]);
      const checked = join(folder, 'schema.graphql');
      const unregistered = await runHere(['check', checked]);
      expect(unregistered.output).toContain('not in the ownership file');
      const { code, output } = await runHere(['check', checked, '--ownership', registered(folder)]);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Nothing to object to') });
    },
    120_000,
  );

  it.each(['School', 'school_meals', '-school', 'مدرسة', '../school', 'school--meals', ''])(
    'refuses %j as a name, and writes nothing',
    async (name) => {
      const { code, output } = await runHere(['new', 'subgraph', '--out', folderOf('refused'), '--', name]);
      expect(code).toBe(1);
      expect(output).toContain('is no name of a subgraph');
      expect(existsSync(folderOf('refused'))).toBe(false);
    },
  );

  it('calls the field that it adds to patients, and the type of its records, as it is told', async () => {
    const folder = folderOf('named');
    const names = ['--field', 'disabilityBenefits', '--type', 'DisabilityBenefit'];
    await runHere(['new', 'subgraph', 'social-affairs', '--out', folder, ...names]);
    const [schema, resolvers] = ['schema.graphql', 'src/subgraph.ts'].map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    );
    expect(schema).toMatch(/disabilityBenefits: \[DisabilityBenefit\] @requiresScopes[^]*type DisabilityBenefit\b/);
    expect(resolvers).toMatch(/disabilityBenefits: [^]*DisabilityBenefit: \{/);
  });

  it.each([
    ['--field', 'Benefits'],
    ['--field', 'benefits: String } type Query { all'],
    ['--type', 'benefit'],
    ['--type', 'Patient'],
    ['--type', 'Query'],
  ])('refuses %s %j, and writes nothing', async (flag, value) => {
    const { code, output } = await runHere(['new', 'subgraph', 'meals', '--out', folderOf('refused'), flag, value]);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('is no name of a') });
    expect(existsSync(folderOf('refused'))).toBe(false);
  });

  it('never writes into a folder that has something in it', async () => {
    const { code, output } = await runHere(['new', 'subgraph', 'school-buses', '--out', packed.folder]);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('has something in it') });
  });

  it.each(['check', 'probe', 'publish', 'approve', 'rollback', 'new subgraph'])(
    'helps with every option of wasl %s in Arabic and in English',
    async (command) => {
      const words = command.split(' ');
      const told = (language: string) => runHere([...words, '--help'], { LC_ALL: `${language}.UTF-8` });
      const [arabic, english] = await Promise.all([told('ar_SY'), told('en_GB')]);
      const optionsIn = ({ output }: { output: string }) =>
        output
          .replaceAll(/\n {10,}/g, ' ')
          .split('\n')
          .filter((line) => /^ {2}(--|<|[a-z]+ {2})/.test(line));
      expect(optionsIn(arabic).filter((line) => !/[\u0600-\u06ff]/.test(line))).toEqual([]);
      expect(optionsIn(english).filter((line) => /[\u0600-\u06ff]/.test(line))).toEqual([]);
      expect(optionsIn(english).length).toBeGreaterThan(4);
    },
  );

  it('speaks Arabic to whoever reads Arabic', async () => {
    const made = await runHere(['new', 'subgraph', 'meals', '--out', folderOf('meals')], { LC_ALL: 'ar_SY.UTF-8' });
    expect(made.output).toContain('الخطوات التالية');
  });
});
