import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { Command, Option } from 'commander';
import { parse } from 'graphql';
import type { CheckedSource } from '../registry/check/checkSubgraphs.ts';
import { type Problem, sayProblem } from '../registry/check/problem.ts';
import { decodeSdl } from '../registry/check/readChecked.ts';
import { nationalGrants, nationalOperations } from './nationalGrants.ts';
import { readLanguage } from './config.ts';
import { supergraphFile } from './files.ts';
import { ConfigError } from '../core/configError.ts';
import { isJsonObject } from '../core/jsonObject.ts';

interface CheckFlags {
  with: string;
  against: string;
  ownership?: string;
  language?: Language;
}

const nationalFolder = join(root, 'schema/subgraphs');

const nothingFound: Record<Language, string> = {
  ar: 'لا ملاحظات: يمكن ضمّ هذه الأنظمة إلى المخطط الوطني.',
  en: 'Nothing to object to: these subgraphs may join the national graph.',
};

/** `wasl check`: whether a subgraph may join the national graph. */
export function checkCommand(): Command {
  return new Command('check')
    .description('refuse subgraphs that would expose personal data or break the national graph')
    .argument('<file...>', 'subgraph SDL files, or folders of them; a file is named after its subgraph')
    .option('--with <folder>', 'the other subgraphs', nationalFolder)
    .option('--against <file>', 'the supergraph in force', supergraphFile)
    .option('--ownership <file>', 'who owns what; of the national graph unless --with names other subgraphs')
    .addOption(new Option('--language <language>', 'of the report; LANG decides otherwise').choices(['ar', 'en']))
    .action(check);
}

async function check(
  files: string[],
  { with: folder, against, ownership, language = readLanguage(process.env) }: CheckFlags,
): Promise<void> {
  const { checkChanges } = await import('../registry/check/checkChanges.ts');
  const today = existsSync(against) ? parse(readFileSync(against, 'utf8'), { noLocation: true }) : undefined;
  const { readOwnership } = await import('../registry/ownership/readOwnership.ts');
  const isNational = resolve(folder) === nationalFolder;
  const owners = ownership ?? (isNational ? join(root, 'schema/ownership.yaml') : undefined);
  const who = owners === undefined ? undefined : readOwnership(owners);
  const unreadable: Problem[] = [];
  const sources = files.flatMap((file) => readSources(file, unreadable));
  const others = readSources(folder, unreadable);
  const options = who && {
    ownership: who,
    ...(isNational && { grants: nationalGrants(who), operations: nationalOperations() }),
  };
  const problems = unreadable.length > 0 ? unreadable : await checkChanges(sources, others, today, options);
  if (problems.length === 0) return void process.stdout.write(`${nothingFound[language]}\n`);
  process.stderr.write(problems.map((problem) => `${sayProblem(problem, language)}\n`).join(''));
  process.exitCode = 1;
}

function readSources(path: string, unreadable: Problem[]): CheckedSource[] {
  if (!existsSync(path)) throw new ConfigError(`${path} cannot be read: give SDL files, or folders of them.`);
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => file.endsWith('.graphql'))
        .sort()
        .map((file) => join(path, file))
    : [path];
  return files.flatMap((file) => {
    const sdl = decodeSdl(readFileSync(file), file);
    if (typeof sdl === 'string') return [{ file, name: nameOf(file), sdl }];
    unreadable.push(sdl);
    return [];
  });
}

/** What `wasl.json` beside a schema calls its subgraph; the file's name where there is none. @throws ConfigError for one that is no JSON */
function nameOf(file: string): string {
  const beside = join(dirname(file), 'wasl.json');
  const { subgraph, schema = 'schema.graphql' } = existsSync(beside) ? readRegistration(beside) : {};
  return typeof subgraph === 'string' && schema === basename(file) ? subgraph : basename(file, '.graphql');
}

function readRegistration(file: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isJsonObject(read)) return read;
  } catch {
    // Said below, as for what is no object.
  }
  throw new ConfigError(`${file} is no JSON object.`);
}
