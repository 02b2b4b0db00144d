import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Language } from '@wasl/schema/errors.ts';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { ConfigError } from '../core/configError.ts';
import { checkChanges } from '../registry/check/checkChanges.ts';
import type { CheckedSource } from '../registry/check/checkSubgraphs.ts';
import type { Problem } from '../registry/check/problem.ts';
import { parseSdl } from '../registry/check/readChecked.ts';
import { type Finding, findingOf, printFindings } from '../registry/check/report/checkReport.ts';
import { exitCodeOf, isUnreadable } from '../registry/check/report/ruleOf.ts';
import { toSarif } from '../registry/check/report/sarif.ts';
import { withColumns } from '../registry/check/report/withColumns.ts';
import { styleFaults } from '../registry/check/style/styleFaults.ts';
import { readOwnership } from '../registry/ownership/readOwnership.ts';
import { isEmptyDiff, printPrivacyDiff } from '../registry/privacyDiff/printPrivacyDiff.ts';
import { type PrivacyDiff, readPrivacyDiff } from '../registry/privacyDiff/privacyDiff.ts';
import { type CheckFlags, nationalFolder } from './check.ts';
import { ownershipFile } from './files.ts';
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
  const found = unreadable.length > 0 ? { problems: unreadable } : await findProblems(sources, others, flags);
  const problems = withColumns(found.problems, [...sources, ...others]);
  const code = exitCodeOf(problems, flags.strict);
  await print(problems, code, flags, found.diff);
  return code;
}

interface Found {
  problems: Problem[];
  /** Where the subgraphs compose and there is a supergraph in force. */
  diff?: PrivacyDiff | undefined;
}

async function findProblems(
  sources: readonly CheckedSource[],
  others: readonly CheckedSource[],
  flags: CheckFlags,
): Promise<Found> {
  const today = readToday(flags.against);
  const isNational = resolve(flags.with) === nationalFolder;
  const owners = flags.ownership ?? (isNational ? ownershipFile : undefined);
  const ownership = owners === undefined ? undefined : readOwnership(owners);
  let next: DocumentNode | undefined;
  const options = {
    ...(ownership && { ownership }),
    ...(ownership && isNational && { grants: nationalGrants(ownership), operations: nationalOperations() }),
    onComposed: (supergraph: DocumentNode) => void (next = supergraph),
  };
  const problems = await checkChanges(sources, others, today, options);
  const style = sources.flatMap((source) => styleOf(source, today));
  const isComposed = next !== undefined && !problems.some(isUnreadable);
  return {
    problems: [...problems, ...style],
    diff: today && next && isComposed ? readPrivacyDiff(today, next) : undefined,
  };
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

/** Text for people goes to stderr, and what it says of nothing to stdout; what programs or signers read goes to stdout. */
async function print(
  problems: readonly Problem[],
  code: number,
  { format, language, privacyDiff }: CheckFlags,
  diff: PrivacyDiff | undefined,
): Promise<void> {
  const findings = problems.map((problem) => findingOf(problem, language));
  const say = (text: string) => void process.stdout.write(text);
  if (privacyDiff) {
    printText(findings, language);
    return say(diff ? await signable(diff, language) : '');
  }
  switch (format) {
    case 'text':
      printText(findings, language);
      if (code === 0) say(`${nothingFound[language]}\n`);
      if (diff && !isEmptyDiff(diff)) say(`${toSign[language](diff)}\n`);
      return;
    case 'json':
      return say(`${JSON.stringify({ version: 1, exitCode: code, findings, privacy: diff }, undefined, 2)}\n`);
    case 'sarif':
      return say(`${JSON.stringify(toSarif(findings), undefined, 2)}\n`);
    case 'markdown':
      return say(printFindings(findings, language) + (diff ? `\n${await signable(diff, language)}` : ''));
  }
}

function printText(findings: readonly Finding[], language: Language): void {
  for (const { file, line, column, severity, message } of findings)
    process.stderr.write(
      `${file}:${line}:${column}: ${severity === 'warning' ? `${warning[language]}: ` : ''}${message}\n`,
    );
}

/** Policies are loaded only where a record is concerned. */
async function signable(diff: PrivacyDiff, language: Language): Promise<string> {
  const hasRecords = diff.accesses.some(({ categories }) => categories.length > 0);
  const whose = hasRecords ? await (await import('./whoseRecords.ts')).readWhoseRecords(language) : undefined;
  return printPrivacyDiff(diff, language, whose);
}

const warning: Record<Language, string> = { ar: 'تنبيه', en: 'warning' };

const toSign: Record<Language, (diff: PrivacyDiff) => string> = {
  en: ({ accesses, received }) =>
    `Fields that somebody could newly read or write: ${accesses.length}. Fields that systems are newly sent: ${received.length}. --privacy-diff prints them to sign.`,
  ar: ({ accesses, received }) =>
    `حقول سيقرؤها أو يكتبها من لا يجوز له اليوم: ${accesses.length}. حقول ستُرسَل إلى أنظمة: ${received.length}. يطبعها ‎--privacy-diff للتوقيع.`,
};
