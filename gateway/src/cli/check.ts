import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { Command, Option } from 'commander';
import { parse } from 'graphql';
import type { CheckedSource } from '../registry/check/checkSubgraphs.ts';
import { sayProblem } from '../registry/check/problem.ts';
import { readLanguage } from './config.ts';
import { supergraphFile } from './files.ts';
import { ConfigError } from '../core/configError.ts';

interface CheckFlags {
  with: string;
  against: string;
  language?: Language;
}

const nothingFound: Record<Language, string> = {
  ar: 'لا ملاحظات: يمكن ضمّ هذه الأنظمة إلى المخطط الوطني.',
  en: 'Nothing to object to: these subgraphs may join the national graph.',
};

/** `wasl check`: whether a subgraph may join the national graph. */
export function checkCommand(): Command {
  return new Command('check')
    .description('refuse subgraphs that would expose personal data or break the national graph')
    .argument('<file...>', 'subgraph SDL files, or folders of them; a file is named after its subgraph')
    .option('--with <folder>', 'the other subgraphs', join(root, 'schema/subgraphs'))
    .option('--against <file>', 'the supergraph in force', supergraphFile)
    .addOption(new Option('--language <language>', 'of the report; LANG decides otherwise').choices(['ar', 'en']))
    .action(check);
}

async function check(
  files: string[],
  { with: folder, against, language = readLanguage(process.env) }: CheckFlags,
): Promise<void> {
  const { checkSubgraphs } = await import('../registry/check/checkSubgraphs.ts');
  const today = existsSync(against) ? parse(readFileSync(against, 'utf8'), { noLocation: true }) : undefined;
  const problems = checkSubgraphs(files.flatMap(readSources), readSources(folder), today);
  if (problems.length === 0) return void process.stdout.write(`${nothingFound[language]}\n`);
  process.stderr.write(problems.map((problem) => `${sayProblem(problem, language)}\n`).join(''));
  process.exitCode = 1;
}

function readSources(path: string): CheckedSource[] {
  if (!existsSync(path)) throw new ConfigError(`${path} cannot be read: give SDL files, or folders of them.`);
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => file.endsWith('.graphql'))
        .sort()
        .map((file) => join(path, file))
    : [path];
  return files.map((file) => ({ file, name: basename(file, '.graphql'), sdl: readFileSync(file, 'utf8') }));
}
