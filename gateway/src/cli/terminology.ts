import { join } from 'node:path';
import type { DrugRegisterColumns } from '@wasl/terminology/load/readDrugRegister';
import { type LoadableSystem, loadableSystems } from '@wasl/terminology/load/systems';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from './config.ts';

interface FolderFlags {
  folder?: string;
}

interface VersionFlags extends FolderFlags {
  system: LoadableSystem;
  version: string;
}

interface LoadFlags extends VersionFlags {
  file: string;
  source?: string;
  columns?: DrugRegisterColumns;
}

const columnNames = ['code', 'name', 'nameAr', 'atc', 'form', 'strength'];

/** `wasl terminology …`: official code lists, and the number of codes in force. */
export function terminologyCommand(): Command {
  const command = new Command('terminology').description('code lists: ICD-10, LOINC, ATC, the national drug register');
  withVersion(command.command('load').description('load an official file and put it in force; all of it, or nothing'))
    .requiredOption('--file <file>', 'WHO’s ClaML (XML), LOINC’s CSV, a CSV of ATC codes, or a drug register')
    .option('--source <text>', 'who issued it; the name of the file otherwise')
    .option('--columns <list>', 'columns of a drug register, as code=No,name=Trade,atc=ATC', readColumns)
    .action(load);
  withVersion(command.command('use').description('return to a version that was loaded')).action(use);
  command
    .command('count')
    .description('print how many codes of each kind are in force')
    .option('--folder <folder>', 'where loaded lists lie; in the data folder otherwise')
    .action(count);
  return command;
}

function withVersion(command: Command): Command {
  return command
    .addOption(new Option('--system <system>', 'which list').choices(loadableSystems).makeOptionMandatory())
    .requiredOption('--version <version>', 'what this edition is called, such as 2019')
    .option('--folder <folder>', 'where loaded lists lie; in the data folder otherwise');
}

async function load({ folder, ...options }: LoadFlags): Promise<void> {
  const { loadList } = await import('@wasl/terminology/load/loadList');
  const { system, version, codes, sha256 } = await loadList({ ...options, folder: listsFolder(folder) });
  process.stdout.write(`${system} ${version} is in force: ${codes} codes, SHA-256 ${sha256}\n`);
}

async function use({ folder, system, version }: VersionFlags): Promise<void> {
  const { useVersion } = await import('@wasl/terminology/load/useVersion');
  useVersion(listsFolder(folder), system, version);
  process.stdout.write(`${system} ${version} is in force\n`);
}

async function count({ folder }: FolderFlags): Promise<void> {
  const { countCodes } = await import('@wasl/terminology/countCodes');
  const { createTerminology } = await import('@wasl/terminology/terminology');
  const counts = countCodes(createTerminology({ folder: listsFolder(folder) }));
  process.stdout.write(counts.map(([what, found]) => `${what}: ${found}\n`).join(''));
}

function listsFolder(folder: string | undefined): string {
  return folder ?? join(readConfig(process.env).dataDir, 'terminology');
}

function readColumns(text: string): DrugRegisterColumns {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const wrong = pairs.find(([name = '', column]) => !columnNames.includes(name) || !column);
  if (wrong) throw new InvalidArgumentError(`Write name=column pairs of ${columnNames.join(', ')}.`);
  return Object.fromEntries(pairs) as DrugRegisterColumns;
}
