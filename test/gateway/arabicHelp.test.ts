import type { Command } from 'commander';
import { createProgram } from '@wasl/gateway/cli/program';
import { afterEach, expect, it, vi } from 'vitest';
import { runWasl } from './support/startGateway.ts';

afterEach(() => vi.unstubAllEnvs());

/** All that the commands say of themselves, with what it is said of. */
function saidOf(command: Command): [string, string][] {
  const name = command.name();
  return [
    [name, command.description()],
    ...command.options.map(({ flags, description }): [string, string] => [`${name} ${flags}`, description]),
    ...command.registeredArguments.map((one): [string, string] => [`${name} <${one.name()}>`, one.description]),
    ...command.commands.flatMap(saidOf),
  ];
}

it('says all of every command in Arabic where the terminal is Arabic', () => {
  vi.stubEnv('LANG', 'ar_SY.UTF-8');
  vi.stubEnv('LC_ALL', '');
  const said = saidOf(createProgram());
  expect(said.length).toBeGreaterThan(100);
  expect(said.filter(([, text]) => text !== '' && !/[\u0600-\u06FF]/.test(text))).toEqual([]);
});

it('says it in English elsewhere', () => {
  vi.stubEnv('LANG', 'C.UTF-8');
  vi.stubEnv('LC_ALL', '');
  expect(saidOf(createProgram()).filter(([, text]) => /^[\u0600-\u06FF]/.test(text))).toEqual([]);
});

it('complains of an option that is misspelt before one that is missing', async () => {
  const { code, output } = await runWasl(['probe', 'http://127.0.0.1:1/graphql', '--hlep']);
  expect(code).toBe(1);
  expect(output).toContain("unknown option '--hlep'");
  expect(output).toContain('Did you mean --help?');
  expect(output).not.toContain("--name <name>' not specified");
});

it.each([
  ['chekc', 'خطأ: لا أمر بالاسم ‎chekc\n(هل تقصد ‎check؟)'],
  ['gateway --supergrph x', 'خطأ: لا خيار بالاسم ‎--supergrph\n(هل تقصد ‎--supergraph؟)'],
  ['gateway', 'خطأ: ينقص الخيار اللازم ‎--supergraph <file>'],
  ['gateway --supergraph', 'خطأ: لا قيمة بعد الخيار ‎--supergraph <file>'],
  ['gateway --supergraph x --denied no', 'للخيار ‎--denied <mode>. القيم المسموحة: ‎filter'],
  ['check', 'خطأ: ينقص المعامل اللازم ‎file'],
])('complains of `wasl %s` in Arabic where the terminal is Arabic', async (line, said) => {
  const { code, output } = await runWasl(line.split(' '), { LC_ALL: 'ar_SY.UTF-8' });
  expect(code).toBe(1);
  expect(output).toContain(said);
  expect(output).not.toContain('error: ');
});
