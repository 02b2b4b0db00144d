import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { ConfigError } from '../core/configError.ts';
import { checkChanges } from '../registry/check/checkChanges.ts';
import type { CheckedSource } from '../registry/check/checkSubgraphs.ts';
import type { Problem } from '../registry/check/problem.ts';
import { parseSdl } from '../registry/check/readChecked.ts';
import { findingOf, printFindings } from '../registry/check/report/checkReport.ts';
import { exitCodeOf } from '../registry/check/report/ruleOf.ts';
import { toSarif } from '../registry/check/report/sarif.ts';
import { withColumns } from '../registry/check/report/withColumns.ts';
import { styleFaults } from '../registry/check/style/styleFaults.ts';
import { readOwnership } from '../registry/ownership/readOwnership.ts';
import { type CheckFlags, nationalFolder } from './check.ts';
import { nationalGrants, nationalOperations } from './nationalGrants.ts';
import { readSources } from './readCheckedFolder.ts';

const nothingFound: Record<Language, string> = {
  ar: 'لا ملاحظات: يمكن ضمّ هذه الأنظمة إلى المخطط الوطني.',
  en: 'Nothing to object to: these subgraphs may join the national graph.',
};

/** Checks files and prints the report; returns the exit code. @throws ConfigError for files that are none */
export async function runCheck(files: readonly string[], flags: CheckFlags): Promise<number> {
  const unreadable: Problem[] = [];
  const sources = files.flatMap((file) => readSources(file, unreadable));
  const others = readSources(flags.with, unreadable);
  const found = unreadable.length > 0 ? unreadable : await findProblems(sources, others, flags);
  const problems = withColumns(found, [...sources, ...others]);
  const code = exitCodeOf(problems, flags.strict);
  print(problems, code, flags);
  return code;
}

async function findProblems(
  sources: readonly CheckedSource[],
  others: readonly CheckedSource[],
  flags: CheckFlags,
): Promise<Problem[]> {
  const today = readToday(flags.against);
  const isNational = resolve(flags.with) === nationalFolder;
  const owners = flags.ownership ?? (isNational ? join(root, 'schema/ownership.yaml') : undefined);
  const ownership = owners === undefined ? undefined : readOwnership(owners);
  const options = ownership && {
    ownership,
    ...(isNational && { grants: nationalGrants(ownership), operations: nationalOperations() }),
  };
  const problems = await checkChanges(sources, others, today, options);
  return [...problems, ...sources.flatMap((source) => styleOf(source, today))];
}

function styleOf({ file, sdl }: CheckedSource, today: DocumentNode | undefined): Problem[] {
  const document = parseSdl(sdl, file);
  return 'definitions' in document ? styleFaults({ file, document }, today) : [];
}

function readToday(file: string): DocumentNode | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return parse(readFileSync(file, 'utf8'), { noLocation: true });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new ConfigError(`${file}:${error.locations?.[0]?.line ?? 1}: ${error.message}`);
  }
}

/** Text for people goes to stderr, and what it says of nothing to stdout; what programs read goes to stdout. */
function print(problems: readonly Problem[], code: number, { format, language }: CheckFlags): void {
  const findings = problems.map((problem) => findingOf(problem, language));
  switch (format) {
    case 'text':
      for (const { file, line, column, severity, message } of findings)
        process.stderr.write(
          `${file}:${line}:${column}: ${severity === 'warning' ? `${warning[language]}: ` : ''}${message}\n`,
        );
      if (code === 0) process.stdout.write(`${nothingFound[language]}\n`);
      return;
    case 'json':
      return void process.stdout.write(`${JSON.stringify({ version: 1, exitCode: code, findings }, undefined, 2)}\n`);
    case 'sarif':
      return void process.stdout.write(`${JSON.stringify(toSarif(findings), undefined, 2)}\n`);
    case 'markdown':
      return void process.stdout.write(printFindings(findings, language));
  }
}

const warning: Record<Language, string> = { ar: 'تنبيه', en: 'warning' };
