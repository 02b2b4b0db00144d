import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootFromPath } from '@wasl/audit/merkleTree';
import { subgraph } from '@wasl/audit/main';
import { makeSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { databaseOf } from '@wasl/gateway/audit/store/openPglite';
import { openPostgres } from '@wasl/gateway/audit/store/openPostgres';
import { databaseOnPglite } from '@wasl/kit/database/openDatabase';
import { openPglite } from '@wasl/kit/database/openPglite';
import { openPostgres as openReader } from '@wasl/kit/database/openPostgres';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStrictAudit } from '../../audit/support/openStrictAudit.ts';
import { readEvent } from '../../audit/support/auditEvents.ts';
import { startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { createPostgresDatabase, databaseKinds, type DatabaseKind, untilReady } from '../../support/testPostgres.ts';

const mine = '100000000001';
const mineBefore = '100000000002';
const often = '100000000003';
const citizen = testCaller(['citizen'], { healthId: mine });
const auditor = testCaller(['auditor']);

const entryFields = `id at action outcome sentenceEn sentenceAr subject name practitioner { id } role facility { id }
  purpose categories consulted fields ground policy code`;
const page = `edges { cursor node { ${entryFields} } } pageInfo { hasNextPage endCursor }`;
const ofPatient = `query ($patients: [_Any!]!, $first: Int, $after: String) {
  _entities(representations: $patients) { ...on Patient { accessLog(first: $first, after: $after) { ${page} } } }
}`;

interface Page {
  edges: { cursor: string; node: Record<string, unknown> & { id: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

async function openBoth(kind: DatabaseKind) {
  if (kind === 'Postgres') {
    const server = await createPostgresDatabase();
    const [written, read] = [openPostgres(server.url), openReader(server.url)];
    return { written, read, close: async () => (await written.close(), await read.close(), await server.drop()) };
  }
  const { client, close } = await openPglite('memory://');
  return { written: databaseOf(client), read: databaseOnPglite({ client, close }), close };
}

describe.each(databaseKinds)('the access log on %s', (kind) => {
  let running: TestSubgraph;
  let close: () => Promise<void>;
  let folder: string;
  let keyFile: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-access-log-'));
    keyFile = join(folder, 'key.pem');
    makeSigningKey(keyFile);
    const both = await openBoth(kind);
    close = both.close;
    const log = openStrictAudit({ ...both.written, close: () => Promise.resolve() }, keyFile);
    await log.append([
      readEvent(mine, { categories: ['ENCOUNTERS', 'CONDITIONS'], at: '2026-11-20T08:00:00.000Z' }),
      readEvent('199999999999', { at: '2026-11-20T08:00:01.000Z' }),
      readEvent(mineBefore, {
        at: '2026-11-20T08:00:02.000Z',
        outcome: 'refused',
        code: 'NO_TREATMENT_RELATIONSHIP',
        ground: undefined,
        caller: { subject: 's2', practitionerId: 'P-000002' },
        role: 'nurse',
      }),
      readEvent(mine, {
        at: '2026-11-20T08:00:03.000Z',
        action: 'write',
        outcome: 'done',
        categories: ['MEDICATIONS'],
        fields: ['Mutation.prescribe'],
      }),
      ...Array.from({ length: 12 }, () => readEvent(often, { at: '2026-11-20T08:00:04.000Z' })),
    ]);
    await log.close();
    running = await startTestSubgraph(subgraph, { database: both.read });
    await untilReady(running.url);
  });

  afterAll(async () => {
    await running?.stop();
    await close?.();
    rmSync(folder, { recursive: true });
  });

  async function logOf(caller: Caller | null, healthIds = [mine], more: Record<string, unknown> = {}) {
    const patients = [{ __typename: 'Patient', healthId: healthIds[0], healthIds }];
    const { data, errors } = await running.ask(ofPatient, { patients, ...more }, caller);
    const [patient] = (data?.['_entities'] ?? []) as ({ accessLog: Page | null } | null)[];
    return { log: patient?.accessLog, codes: errors?.map(({ extensions }) => extensions?.['code']) ?? [] };
  }

  test('gives what came in one moment once each, the last first, over pages and the tenth number', async () => {
    const numbers: number[] = [];
    let after: string | null = null;
    do {
      const { log } = await logOf(testCaller(['citizen'], { healthId: often }), [often], { first: 5, after });
      numbers.push(...(log?.edges ?? []).map(({ node }) => Number(node.id.split(':')[1])));
      after = log?.pageInfo.hasNextPage ? log.pageInfo.endCursor : null;
    } while (after !== null);
    expect(numbers).toHaveLength(12);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => numbers[0]! - index));
  });

  test('tells a patient who read, who was refused and who changed the record, those of merged IDs too', async () => {
    const { log, codes } = await logOf(citizen, [mine, mineBefore]);
    expect(codes).toEqual([]);
    expect(log?.edges.map(({ node }) => [node['sentenceEn'], node['sentenceAr']])).toEqual([
      [
        'د. رنا (Physician) at F-DI-001 changed medicines to treat. Ground: the facility treats the patient.',
        'د. رنا (طبيب) من المنشأة F-DI-001: تعديل الأدوية، لغرض العلاج. الأساس: المنشأة تعالج المريض.',
      ],
      [
        'P-000002 (Nurse) at F-DI-001 asked for visits to treat and was refused. They do not treat you, and you have not permitted it.',
        'P-000002 (ممرّض) من المنشأة F-DI-001: طلب الاطّلاع على الزيارات ومنعٌ منه، لغرض العلاج. لا علاقة علاجية لهذا الطرف بك، ولا إذن منك بذلك.',
      ],
      [
        'د. رنا (Physician) at F-DI-001 read visits, diagnoses to treat. Ground: the facility treats the patient.',
        'د. رنا (طبيب) من المنشأة F-DI-001: اطّلاع على الزيارات، التشخيصات، لغرض العلاج. الأساس: المنشأة تعالج المريض.',
      ],
    ]);
    expect(log?.edges[1]?.node).toMatchObject({
      at: '2026-11-20T08:00:02.000Z',
      action: 'READ',
      outcome: 'REFUSED',
      subject: 's2',
      practitioner: { id: 'P-000002' },
      role: 'nurse',
      facility: { id: 'F-DI-001' },
      categories: ['ENCOUNTERS'],
      consulted: [],
      fields: ['Encounter.text'],
      code: 'NO_TREATMENT_RELATIONSHIP',
    });
  });

  test('comes page by page', async () => {
    const first = await logOf(citizen, [mine], { first: 1 });
    expect(first.log?.pageInfo.hasNextPage).toBe(true);
    const rest = await logOf(citizen, [mine], { first: 5, after: first.log?.pageInfo.endCursor });
    expect([first, rest].map(({ log }) => log?.edges.map(({ node }) => node['action']))).toEqual([['WRITE'], ['READ']]);
    expect(rest.log?.pageInfo.hasNextPage).toBe(false);
    expect((await logOf(citizen, [mine], { after: 'bm9uZQ' })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await logOf(citizen, [mine], { first: 101 })).codes).toEqual(['BAD_USER_INPUT']);
  });

  test('is nobody else’s: of another patient, a physician, or somebody unknown', async () => {
    const physician = testCaller(['physician'], { practitionerId: 'P-1', facilityId: 'F-DI-001' });
    const closed = { role: 'citizen', purpose: 'PATRQT', categories: [] };
    const stranger = { ...testCaller(['citizen'], { healthId: '100000000009' }), decision: closed };
    expect(await logOf(stranger)).toEqual({ log: null, codes: ['FORBIDDEN'] });
    expect((await logOf(physician)).log ?? null).toBeNull();
    expect((await logOf(null)).log ?? null).toBeNull();
  });

  test('is a guardian’s whom the gateway vouches for and gives it, and an auditor’s by the health ID', async () => {
    const guardian = testCaller(['guardian'], { healthId: '100000000009' });
    const decision = (categories: string[]) => ({ role: 'guardian', purpose: 'PATRQT', categories });
    expect(await logOf({ ...guardian, decision: decision(['ENCOUNTERS']) })).toEqual({
      log: null,
      codes: ['FORBIDDEN'],
    });
    expect((await logOf({ ...guardian, decision: decision(['ACCESS_LOG']) })).log?.edges).toHaveLength(2);
    const query = `query ($id: ID!) { accessLog(healthId: $id) { ${page} } }`;
    const { data } = await running.ask(query, { id: '199999999999' }, auditor);
    expect((data as { accessLog: Page }).accessLog.edges).toHaveLength(1);
    const undecided = { ...auditor, decision: { role: 'auditor', purpose: 'HOPERAT', categories: [] } };
    for (const caller of [citizen, undecided])
      expect((await running.ask(query, { id: mine }, caller)).data).toEqual({ accessLog: null });
  });

  test('proves each entry by the entry, a path and a signed checkpoint alone', async () => {
    const proof = 'proof { entry index size path checkpoint signature key }';
    const { data } = await running.ask(
      `query ($patients: [_Any!]!) {
        _entities(representations: $patients) { ...on Patient { accessLog { edges { node { id ${proof} } } } } }
      }`,
      { patients: [{ __typename: 'Patient', healthId: mine, healthIds: [mine] }] },
      citizen,
    );
    const [patient] = (data as { _entities: { accessLog: { edges: { node: ProvedEntry }[] } }[] })._entities;
    const entries = patient!.accessLog.edges.map(({ node }) => node);
    expect(entries).toHaveLength(2);
    const publicKey = createPublicKey(readFileSync(keyFile));
    for (const { id, proof: told } of entries) {
      const hash = createHash('sha256').update(told.entry).digest('base64url');
      const root = rootFromPath(hash, told.index, told.size, told.path);
      const [chain] = id.split(':');
      const { heads } = JSON.parse(told.checkpoint) as { heads: { chain: string; root: string }[] };
      expect(heads.find((head) => head.chain === chain)?.root).toBe(root);
      const signature = Buffer.from(told.signature, 'base64url');
      expect(verify(null, Buffer.from(told.checkpoint), publicKey, signature)).toBe(true);
    }
  });
});

interface ProvedEntry {
  id: string;
  proof: {
    entry: string;
    index: number;
    size: number;
    path: string[];
    checkpoint: string;
    signature: string;
    key: string;
  };
}
