import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import type { Role } from '@wasl/schema/roles.ts';
import { ConfigError } from '../core/configError.ts';
import { explainDecision } from '../policies/explain/explainDecision.ts';
import { whoseFacts } from '../policies/explain/whose.ts';
import { loadRecordPolicies } from '../policies/loadRecordPolicies.ts';
import { printRecordMatrix } from '../policies/matrix/printRecordMatrix.ts';
import { readScenarios } from '../policies/scenarios/readScenarios.ts';
import { runScenarios, type ScenarioRun } from '../policies/scenarios/runScenarios.ts';
import { sayDecision } from '../policies/scenarios/sayScenario.ts';
import { usualPurpose } from '../policies/usualPurpose.ts';
import type { Confidentiality, PurposeOfUse, RecordCategory, RecordFacts } from '../records/recordQuestion.ts';
import { readConfig, readLanguage } from './config.ts';
import { askPatient } from './explain/askPatient.ts';
import { readPatient } from './explain/readPatient.ts';
import { sayPatientAnswer } from './explain/sayPatientAnswer.ts';

export interface SharedFlags {
  policies?: string;
  language?: Language;
}

export interface MatrixFlags extends SharedFlags {
  out?: string;
  check: boolean;
}

export interface ExplainFlags extends SharedFlags {
  as: Role;
  /** A word of `whoseFacts`, or a health ID. */
  patient?: string;
  url?: string;
  token?: string;
  category: RecordCategory;
  purpose?: PurposeOfUse;
  action: 'read' | 'write';
  own: boolean;
  guardianOf?: 'child' | 'adolescent';
  treating: boolean;
  prescription: boolean;
  glass: boolean;
  consent?: 'permit' | 'deny';
  specialty: boolean;
  laboratory: boolean;
  author: boolean;
  confidentiality?: Confidentiality;
  sensitivity?: string[];
}

/** The committed matrix of the national record policies. */
const matrixFile = join(root, 'schema/record-matrix.md');

const sentences = {
  en: {
    decided: 'decided',
    summary: ({ passed, failed }: ScenarioRun) =>
      failed.length === 0
        ? `All ${passed} scenarios are decided as written.`
        : `${failed.length} of ${passed + failed.length} scenarios are decided otherwise than written.`,
    unused: 'Policies that decide none of them',
  },
  ar: {
    decided: 'القرار',
    summary: ({ passed, failed }: ScenarioRun) =>
      failed.length === 0
        ? `القرار في الأمثلة كلها كما كُتب، وعددها ${passed}.`
        : `القرار في ${failed.length} من ${passed + failed.length} من الأمثلة على غير ما كُتب.`,
    unused: 'سياسات لم تقرر في أي منها',
  },
} satisfies Record<Language, unknown>;

/** `wasl policy test`: exits with 1 when a decision differs from its scenario. */
export async function testScenarios(files: string[], flags: SharedFlags): Promise<void> {
  const folder = folderOf(flags);
  const language = languageOf(flags);
  const { decide, policies } = await loadRecordPolicies(folder);
  const scenarios = scenarioFiles(files, folder).flatMap((file) => readScenarios(file, readText(file)));
  if (scenarios.length === 0) throw new ConfigError(`${files.join(', ') || folder} holds no scenario.`);
  const run = runScenarios(scenarios, decide);
  const said = sentences[language];
  const failures = run.failed.map(
    ({ scenario: { file, line, text }, decision }) =>
      `${file}:${line}: ${text}\n  ${said.decided}: ${sayDecision(decision, language)}\n`,
  );
  const unused = policies.map(({ id }) => id).filter((id) => !run.deciding.has(id));
  const note = files.length > 0 || unused.length === 0 ? '' : `${said.unused}: ${unused.join(', ')}\n`;
  process.stderr.write(failures.join(''));
  process.stdout.write(`${note}${said.summary(run)}\n`);
  if (run.failed.length > 0) process.exitCode = 1;
}

/** `wasl policy explain`: by the policies alone, or, of a health ID, by what a running gateway decides. */
export async function explain(flags: ExplainFlags): Promise<void> {
  const patient = readPatient(flags);
  if (patient && 'healthId' in patient) return explainLive({ ...flags, ...patient });
  const loaded = await loadRecordPolicies(folderOf(flags));
  const question = {
    action: flags.action,
    role: flags.as,
    purpose: flags.purpose ?? usualPurpose[flags.as],
    category: flags.category,
    labels: { confidentiality: flags.confidentiality ?? 'N', sensitivities: flags.sensitivity ?? [] },
    facts: { ...factsOf(flags), ...(patient && whoseFacts[patient.whose]) },
  };
  process.stdout.write(explainDecision(question, loaded, languageOf(flags)));
}

async function explainLive(flags: ExplainFlags & { healthId: string }): Promise<void> {
  const { as: role, purpose = usualPurpose[role], category, healthId, url, token } = flags;
  const question = { role, purpose, category, healthId, url, token, language: languageOf(flags) };
  process.stdout.write(sayPatientAnswer(question, await askPatient(question, readConfig(process.env))));
}

/** `wasl policy matrix`. */
export async function matrix({ out, check, ...flags }: MatrixFlags): Promise<void> {
  const { decide } = await loadRecordPolicies(folderOf(flags));
  const text = printRecordMatrix(decide);
  if (check) return checkCommitted(text);
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
}

function checkCommitted(text: string): void {
  if (existsSync(matrixFile) && readText(matrixFile) === text) return;
  process.stderr.write(
    'schema/record-matrix.md is not what the policies say. Run `npx wasl policy matrix --out schema/record-matrix.md`, read the difference and commit it.\n',
  );
  process.exitCode = 1;
}

function factsOf(flags: ExplainFlags): RecordFacts {
  return {
    isOwn: flags.own,
    guardianOf: flags.guardianOf ?? 'nobody',
    isTreating: flags.treating,
    hasActivePrescription: flags.prescription,
    isGlassBroken: flags.glass,
    consent: flags.consent ?? 'none',
    isAuthor: flags.author,
    isAuthorsSpecialty: flags.author || flags.specialty,
    isPerformer: flags.laboratory,
  };
}

function folderOf({ policies }: SharedFlags): string {
  return policies ?? readConfig(process.env).policiesDir ?? join(root, 'schema/policies');
}

function languageOf({ language }: SharedFlags): Language {
  return language ?? readLanguage(process.env);
}

function scenarioFiles(files: string[], folder: string): string[] {
  if (files.length > 0) return files;
  const scenarios = join(folder, 'scenarios');
  if (!existsSync(scenarios)) throw new ConfigError(`${scenarios} is missing: name files of scenarios.`);
  return readdirSync(scenarios)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => join(scenarios, name));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read.`, { cause });
  }
}
