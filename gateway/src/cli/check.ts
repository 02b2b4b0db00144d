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

const texts = {
  en: {
    description: 'refuse subgraphs that would expose personal data or break the national graph',
    files: 'subgraph SDL files, or folders of them; a file is named after its subgraph',
    with: 'the other subgraphs',
    against: 'the supergraph in force',
    ownership: 'who owns what; of the national graph unless --with names other subgraphs',
    format: 'how to print it',
    privacyDiff: 'print only who could read, write or receive more than today: Markdown, to sign',
    strict: 'fail for names and descriptions too, which are warnings otherwise',
    language: 'of the report; LANG decides otherwise',
  },
  ar: {
    description: 'رفض الأنظمة الفرعية التي تكشف بيانات شخصية أو تكسر المخطط الوطني',
    files: 'ملفات مخططات الأنظمة الفرعية أو مجلداتها؛ واسم الملف اسم نظامه',
    with: 'الأنظمة الفرعية الأخرى',
    against: 'المخطط الساري',
    ownership: 'من يملك ماذا؛ وهو ملف المخطط الوطني ما لم يُذكر في ‎--with غيره',
    format: 'شكل الطباعة',
    privacyDiff: 'طباعة من سيقرأ أو يكتب أو يتلقى أكثر من اليوم فقط: بصيغة Markdown للتوقيع',
    strict: 'الفشل أيضاً بسبب الأسماء والأوصاف، وهي تنبيهات من دونه',
    language: 'لغة التقرير؛ وتحددها LANG إن لم تُذكر',
  },
} as const satisfies Record<Language, object>;

/** `wasl check`: whether a subgraph may join the national graph. Exits with 0, with 1 for findings, with 2 where it could not be read or composed. */
export function checkCommand(): Command {
  const said = texts[readLanguage(process.env)];
  return new Command('check')
    .description(said.description)
    .argument('<file...>', said.files)
    .option('--with <folder>', said.with, nationalFolder)
    .option('--against <file>', said.against, supergraphFile)
    .option('--ownership <file>', said.ownership)
    .addOption(new Option('--format <format>', said.format).choices(reportFormats).default('text'))
    .option('--privacy-diff', said.privacyDiff, false)
    .option('--strict', said.strict, false)
    .addOption(new Option('--language <language>', said.language).choices(['ar', 'en']))
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
