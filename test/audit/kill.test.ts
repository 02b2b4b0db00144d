import { type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EntryContent } from '@wasl/gateway/audit/chain/chainEntry';
import { readFoundCheckpoints } from '@wasl/gateway/audit/checkpoints/keptCheckpoints';
import { makeSigningKey, readVerifyingKeys } from '@wasl/gateway/audit/checkpoints/signingKey';
import type { AuditDatabase } from '@wasl/gateway/audit/store/auditDatabase';
import { readEntries } from '@wasl/gateway/audit/store/entries';
import { openPglite } from '@wasl/gateway/audit/store/openPglite';
import { openPostgres } from '@wasl/gateway/audit/store/openPostgres';
import { type Problem, sayProblem } from '@wasl/gateway/audit/verify/problem';
import { verifyAudit } from '@wasl/gateway/audit/verify/verifyAudit';
import { readWitness } from '@wasl/gateway/audit/witness/witnessFolder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway } from '../gateway/support/startGateway.ts';
import { recordSubgraphs, type RecordWorld } from '../records/support/recordSubgraphs.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { createPostgresDatabase, databaseKinds } from '../support/testPostgres.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../support/startTestSubgraphs.ts';

/** How often a gateway is killed. More by hand: `WASL_TEST_KILLS=1000`. */
const kills = Number(process.env['WASL_TEST_KILLS'] ?? 2);
const clients = 8;
const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

const world: RecordWorld = { facts: { '1': { isTreating: true } }, written: [] };
const read = '{ patient(healthId: "1") { phone encounters { count } } }';
const write = 'mutation { recordEncounter(healthId: "1", text: "x") { text } }';

let issuer: TestIssuer;
let subgraphs: RunningSubgraphs;
let physician: Record<string, string>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-kill-'));
  issuer = await startTestIssuer();
  physician = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
  subgraphs = await startTestSubgraphs(recordSubgraphs(world));
});

afterAll(async () => {
  await subgraphs?.stop();
  issuer?.stop();
  rmSync(folder, { recursive: true });
});

/** Asks again and again until the gateway is gone, a third of it changes; notes by trace what came back whole. */
async function askUntilGone(
  url: string,
  answered: Map<string, 'read' | 'write'>,
  gateway: ChildProcess,
  first: number,
): Promise<void> {
  for (let round = first; gateway.exitCode === null && gateway.signalCode === null; round += 1) {
    const isWrite = round % 3 === 1;
    const trace = randomBytes(16).toString('hex');
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', traceparent: `00-${trace}-b7ad6b7169203331-01`, ...physician },
        body: JSON.stringify({ query: isWrite ? write : read }),
      });
      const { data } = (await response.json()) as { data: Record<string, Record<string, unknown> | null> };
      const isWhole = isWrite
        ? data['recordEncounter']?.['text'] === 'Visit new of 1'
        : data['patient']?.['phone'] === '01';
      if (isWhole) answered.set(trace, isWrite ? 'write' : 'read');
    } catch {
      // Killed in the middle of it: nothing came.
    }
  }
}

describe.each(databaseKinds)('a gateway that is killed again and again, with its audit on %s', (kind) => {
  test(
    'has written down all that anybody received, and all that it changed, once',
    async () => {
      const keyFile = join(folder, `${kind}.pem`);
      makeSigningKey(keyFile);
      const server = kind === 'Postgres' ? await createPostgresDatabase() : undefined;
      const embedded = join(folder, 'audit');
      const environment = {
        WASL_AUDIT_URL: server?.url ?? `pglite:${embedded}`,
        WASL_AUDIT_KEY_FILE: keyFile,
        WASL_AUDIT_WITNESS_DIR: join(folder, `witness-${kind}`),
        WASL_JWKS_URL: issuer.jwksUrl.href,
        WASL_POLICIES_DIR: policiesDir,
      };
      const answered = new Map<string, 'read' | 'write'>();
      subgraphs.asked.length = 0;
      for (let round = 0; round < kills; round += 1) {
        const gateway = await startGateway(subgraphs.sources, environment);
        const before = answered.size;
        const asking = Array.from({ length: clients }, (_, client) =>
          askUntilGone(gateway.graphqlUrl, answered, gateway.process, client),
        );
        // However busy the machine, something was answered; when after that the kill comes, chance decides.
        const few = 1 + Math.floor(Math.random() * 2 * clients);
        const latest = Date.now() + 5_000;
        const isEnough = () => answered.size >= before + few || (answered.size > before && Date.now() > latest);
        while (!isEnough() && gateway.process.exitCode === null) await sleep(1);
        await sleep(Math.random() * 50);
        await gateway.stop('SIGKILL');
        await Promise.all(asking);
      }

      const database: AuditDatabase = server ? openPostgres(server.url) : await openPglite(embedded);
      const problems: Problem[] = [];
      const { query } = database;
      const seen = readWitness(environment.WASL_AUDIT_WITNESS_DIR);
      expect(seen.size).toBe(kills);
      const verified = await verifyAudit(
        { checkpoints: readFoundCheckpoints(query), entries: readEntries(query), seen },
        readVerifyingKeys([keyFile], 'The key'),
        (problem) => problems.push(problem),
      );
      const kept = new Map<string, string[]>();
      for await (const { body } of readEntries(query)) {
        const content = JSON.parse(body) as EntryContent;
        if (content.kind !== 'event' || content.traceId === undefined) continue;
        const ofTrace = kept.get(content.traceId) ?? [];
        kept.set(content.traceId, [...ofTrace, `${content.action} ${content.outcome} ${content.patient}`]);
      }
      await database.close();
      await server?.drop();

      expect(problems.map((problem) => sayProblem(problem, 'en'))).toEqual([]);
      expect(verified.chains).toBe(kills);
      expect(answered.size).toBeGreaterThan(0);
      const expected = {
        read: ['read released 1'],
        write: ['read released 1', 'write done 1', 'write intended 1'],
      };
      const wrong = [...answered].filter(
        ([trace, what]) => JSON.stringify([...(kept.get(trace) ?? [])].sort()) !== JSON.stringify(expected[what]),
      );
      expect(wrong.map(([trace, what]) => [what, kept.get(trace)])).toEqual([]);
      const changed = subgraphs.asked
        .filter(({ query: text }) => text.startsWith('mutation'))
        .map(({ headers }) => String(headers['traceparent']).split('-')[1] ?? '');
      expect(new Set(changed).size).toBe(changed.length);
      expect(changed.filter((trace) => !kept.get(trace)?.includes('write intended 1'))).toEqual([]);
      process.stdout.write(`${kind}: ${kills} kills, ${answered.size} answers, ${verified.entries} entries\n`);
    },
    60_000 + kills * 15_000,
  );
});
