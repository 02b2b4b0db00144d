import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { Command, Option } from 'commander';
import { ConfigError } from '../core/configError.ts';
import { type ReportFormat, reportFormats } from '../registry/check/report/checkReport.ts';
import { readLanguage } from './config.ts';
import { supergraphFile } from './files.ts';
import { sentence } from './sentence.ts';

export interface CheckFlags {
  with: string;
  against: string;
  ownership?: string;
  format: ReportFormat;
  strict: boolean;
  privacyDiff: boolean;
  language: Language;
}

export const nationalFolder = join(root, 'schema/subgraphs');

/** `wasl check`: whether a subgraph may join the national graph. Exits with 0, with 1 for findings, with 2 where it could not be read or composed. */
export function checkCommand(): Command {
  return new Command('check')
    .description('refuse subgraphs that would expose personal data or break the national graph')
    .argument('<file...>', 'subgraph SDL files, or folders of them; a file is named after its subgraph')
    .option('--with <folder>', 'the other subgraphs', nationalFolder)
    .option('--against <file>', 'the supergraph in force', supergraphFile)
    .option('--ownership <file>', 'who owns what; of the national graph unless --with names other subgraphs')
    .addOption(new Option('--format <format>', 'how to print it').choices(reportFormats).default('text'))
    .option('--privacy-diff', 'print only who could read, write or receive more than today: Markdown, to sign', false)
    .option('--strict', 'fail for names and descriptions too, which are warnings otherwise', false)
    .addOption(new Option('--language <language>', 'of the report; LANG decides otherwise').choices(['ar', 'en']))
    .action(check);
}

async function check(files: string[], flags: Omit<CheckFlags, 'language'> & { language?: Language }): Promise<void> {
  const { runCheck } = await import('./runCheck.ts');
  try {
    process.exitCode = await runCheck(files, { ...flags, language: flags.language ?? readLanguage(process.env) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${sentence(error)}\n`);
    process.exitCode = 2;
  }
}
