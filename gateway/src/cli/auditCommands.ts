import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Language } from '@wasl/schema/errors.ts';
import type { EntryContent } from '../audit/chain/chainEntry.ts';
import { readFoundCheckpoints } from '../audit/checkpoints/keptCheckpoints.ts';
import { createCheckpointMaker, monthBefore } from '../audit/checkpoints/makeCheckpoint.ts';
import { keepCheckpoints } from '../audit/checkpoints/keepCheckpoints.ts';
import { publicKeyOf, readVerifyingKeys } from '../audit/checkpoints/signingKey.ts';
import { fhirAuditEvent } from '../audit/export/fhirAuditEvent.ts';
import { sayFinding } from '../audit/report/sayFinding.ts';
import { findSuspiciousAccess } from '../audit/report/suspiciousAccess.ts';
import type { AuditDatabase, RunQuery } from '../audit/store/auditDatabase.ts';
import { hasAudit } from '../audit/store/auditSchema.ts';
import { type EntryFilter, findEntries, readEntries, type StoredEntry } from '../audit/store/entries.ts';
import { readWithheld } from '../audit/store/withheldEntries.ts';
import { sayProblem } from '../audit/verify/problem.ts';
import { readWitness } from '../audit/witness/witnessFolder.ts';
import { verifyAudit, type VerifiedAudit } from '../audit/verify/verifyAudit.ts';
import { ConfigError } from '../core/configError.ts';
import type { DatabasePlace } from './auditSettings.ts';
import { type Config, readConfig, readLanguage } from './config.ts';
import { logLine } from './logLine.ts';
import { auditEars, auditKeyFile, openAuditDatabase, readAuditKey } from './openConfiguredAudit.ts';
import { stopOnSignal } from './stopOnSignal.ts';

export interface LanguageFlags {
  language?: Language;
}

export interface VerifyFlags extends LanguageFlags {
  key?: string[];
  witness?: string[];
}

export type ExportFlags = EntryFilter;

export interface ReportFlags extends LanguageFlags, EntryFilter {
  relatives?: string;
}

const sentences = {
  en: {
    sound: ({ entries, chains, checkpoints }: VerifiedAudit) =>
      `The audit is sound: ${entries} entries in ${chains} chains, ${checkpoints} checkpoints.`,
    unsound: ({ problems, entries, chains }: VerifiedAudit) =>
      `THE AUDIT IS NOT SOUND: ${problems} problems among ${entries} entries in ${chains} chains.`,
    uncovered: (count: number) =>
      `${count} entries came after the last checkpoint of their chain: whether others followed them, nothing tells yet.`,
    nothing: 'Nothing that a person should look at.',
    findings: (count: number) => `${count} findings. Each may have a good reason: ask before you judge.`,
    retired: (months: string[]) =>
      months.length === 0 ? 'There is no month before.' : `Removed, and signed for: ${months.join(', ')}.`,
  },
  ar: {
    sound: ({ entries, chains, checkpoints }: VerifiedAudit) =>
      `سجل التدقيق سليم. القيود: ${entries}، السلاسل: ${chains}، نقاط التحقق: ${checkpoints}.`,
    unsound: ({ problems, entries, chains }: VerifiedAudit) =>
      `سجل التدقيق غير سليم. المشكلات: ${problems}، القيود: ${entries}، السلاسل: ${chains}.`,
    uncovered: (count: number) => `قيود جاءت بعد آخر نقطة تحقق في سلاسلها، ولا يُعرف بعدُ إن تبعها غيرها: ${count}.`,
    nothing: 'لا شيء يستدعي النظر.',
    findings: (count: number) => `عدد الملاحظات: ${count}. قد يكون لكل منها سبب وجيه، فاسأل قبل أن تحكم.`,
    retired: (months: string[]) =>
      months.length === 0 ? 'لا يوجد شهر أقدم.' : `حُذفت ووُقّع على ما كان فيها: ${months.join('، ')}.`,
  },
} satisfies Record<Language, unknown>;

/** `wasl audit verify`: ends with 1 when anything is wrong. */
export async function verify({ key, witness = [], language }: VerifyFlags): Promise<void> {
  const config = readConfig(process.env);
  const chosen = language ?? readLanguage(process.env);
  const keys = readVerifyingKeys(key ?? [auditKeyFile(config)], key ? '--key' : 'WASL_AUDIT_KEY_FILE');
  // Before the audit: what is noted meanwhile is kept already.
  const seen = new Map(witness.flatMap((folder) => [...readWitness(folder)]));
  const verified = await withStore(config, ({ snapshot }) =>
    snapshot((query) =>
      verifyAudit({ checkpoints: readFoundCheckpoints(query), entries: readEntries(query), seen }, keys, (problem) =>
        process.stdout.write(`${sayProblem(problem, chosen)}\n`),
      ),
    ),
  );
  const said = sentences[chosen];
  if (verified.uncovered > 0) process.stdout.write(`${said.uncovered(verified.uncovered)}\n`);
  process.stdout.write(`${verified.problems === 0 ? said.sound(verified) : said.unsound(verified)}\n`);
  if (verified.problems > 0) process.exitCode = 1;
}

/** `wasl audit export`. */
export async function exportEvents(filter: ExportFlags): Promise<void> {
  await withStore(readConfig(process.env), async ({ query }) => {
    const isWithheld = await readWithheld(query);
    for await (const [event, place] of eventsOf(findEntries(query, filter)))
      process.stdout.write(`${JSON.stringify(fhirAuditEvent(event, place, isWithheld(place)))}\n`);
  });
}

/** `wasl audit report`. */
export async function report({ relatives, language, ...filter }: ReportFlags): Promise<void> {
  const chosen = language ?? readLanguage(process.env);
  const known = relatives === undefined ? undefined : readRelatives(relatives);
  const findings = await withStore(readConfig(process.env), ({ query }) =>
    findSuspiciousAccess(contentsOf(query, filter), { ...(known && { relatives: known }) }),
  );
  const said = sentences[chosen];
  for (const finding of findings) process.stdout.write(`${sayFinding(finding, chosen)}\n`);
  process.stdout.write(`${findings.length === 0 ? said.nothing : said.findings(findings.length)}\n`);
}

/** `wasl audit consume`: until a signal. */
export async function consume(): Promise<void> {
  const config = readConfig(process.env);
  const { place } = config.audit;
  if (typeof place !== 'object' || place.kind !== 'nats')
    throw new ConfigError(
      'WASL_AUDIT_URL must begin with nats://: what gateways write there is brought to the database.',
    );
  const database = await openAuditDatabase(storeOf(config));
  const maker = createCheckpointMaker(database, await readAuditKey(config, false));
  const checkpoints = keepCheckpoints({
    maker,
    own: () => undefined,
    onLost: auditEars.onLost,
    onFailure: auditEars.onCheckpointFailure,
  });
  const end = new AbortController();
  const { consumeAudit } = await import('../audit/nats/consumeAudit.ts');
  const consuming = consumeAudit({
    servers: place.servers,
    database,
    makeCheckpoint: () => maker.make(),
    signal: end.signal,
    onUnreadable: (sequence) =>
      logLine('error', 'a message of the audit holds no entries, it stays in the stream', { sequence }),
    onFailure: (cause) =>
      logLine('error', 'entries of the audit could not be stored, they are tried again', {
        reason: cause instanceof Error ? cause.message : String(cause),
      }),
  });
  stopOnSignal(async () => {
    end.abort();
    await consuming;
    await checkpoints.stop();
    await database.close();
  });
  process.stdout.write('Entries of the audit are brought to the database.\n');
  await consuming;
}

/** `wasl audit retire`. */
export async function retire({ before, language }: LanguageFlags & { before: string }): Promise<void> {
  const config = readConfig(process.env);
  const stays = monthBefore(Date.now());
  if (before > stays) throw new ConfigError(`--before must not be after ${stays}: this month and the last stay.`);
  const key = await readAuditKey(config, false);
  const months = await withStore(config, (database) => createCheckpointMaker(database, key).retire(before));
  process.stdout.write(`${sentences[language ?? readLanguage(process.env)].retired(months)}\n`);
}

/** `wasl audit public-key`. */
export function printPublicKey(): void {
  process.stdout.write(publicKeyOf(auditKeyFile(readConfig(process.env)), 'WASL_AUDIT_KEY_FILE'));
}

async function withStore<T>(config: Config, work: (database: AuditDatabase) => Promise<T>): Promise<T> {
  const database = await openAuditDatabase(storeOf(config));
  try {
    if (!(await hasAudit(database.query)))
      throw new ConfigError('There is no audit yet: no gateway has written to this database.');
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The database that is named, or else that of the demo. */
function storeOf({ audit, dataDir }: Config): DatabasePlace {
  if (audit.storePlace) return audit.storePlace;
  const folder = join(resolve(dataDir), 'databases', 'audit');
  if (existsSync(folder) && audit.place === undefined) return { kind: 'pglite', folder };
  throw new ConfigError('WASL_AUDIT_STORE_URL or WASL_AUDIT_URL must name the database that holds the audit.');
}

async function* eventsOf(
  entries: AsyncIterable<StoredEntry>,
): AsyncGenerator<[event: EntryContent & { kind: 'event' }, entry: StoredEntry]> {
  for await (const entry of entries) {
    const content = JSON.parse(entry.body) as EntryContent;
    if (content.kind === 'event') yield [content, entry];
  }
}

async function* contentsOf(query: RunQuery, filter: EntryFilter): AsyncGenerator<EntryContent & { kind: 'event' }> {
  const isWithheld = await readWithheld(query);
  for await (const [event, place] of eventsOf(findEntries(query, filter))) if (!isWithheld(place)) yield event;
}

function readRelatives(file: string): Map<string, Set<string>> {
  const relatives = new Map<string, Set<string>>();
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch (cause) {
    throw new ConfigError(`--relatives names ${file}, which cannot be read.`, { cause });
  }
  for (const line of lines) {
    const [subject, healthId] = line.trim().split(/\s+/);
    if (subject && healthId) relatives.set(subject, (relatives.get(subject) ?? new Set()).add(healthId));
  }
  return relatives;
}
