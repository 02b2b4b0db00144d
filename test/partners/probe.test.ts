import { writeFileSync, mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sayFindings } from '@wasl/gateway/cli/probe';
import { loadSubgraph } from '@wasl/gateway/cli/subgraphs';
import { checkNames } from '@wasl/gateway/probe/findings';
import { runProbe } from '@wasl/gateway/probe/runProbe';
import { sdlFile } from '@wasl/kit/paths';
import { auditSubgraph, storedSubgraphs } from '@wasl/kit/subgraph';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWasl } from '../gateway/support/startGateway.ts';
import { startTestSubgraph, testKeys } from '../support/startTestSubgraph.ts';
import { bedsSdl, type Faults, startFaulty } from './support/startFaulty.ts';

const key = Buffer.from(testKeys.split(':')[1]!, 'base64url');
const examples = [
  { __typename: 'Bed', id: '1' },
  { __typename: 'Bed', id: '2' },
];

async function probeBeds(faults: Faults) {
  const served = await startFaulty(faults);
  try {
    const registered = parse(bedsSdl);
    return await runProbe({ url: new URL(served.url), name: 'beds', key, epoch: 1, registered, examples });
  } finally {
    await served.stop();
  }
}

describe.each([...storedSubgraphs, ...(auditSubgraph === undefined ? [] : [auditSubgraph])])(
  'wasl probe of our %s',
  (name) => {
    it('finds nothing that does not hold', async () => {
      const running = await startTestSubgraph(await loadSubgraph(name));
      try {
        const registered = parse(readFileSync(sdlFile(name), 'utf8'));
        const findings = await runProbe({ url: new URL(running.url), name, key, epoch: 1, registered });
        expect(findings.filter(({ outcome }) => outcome === 'fault')).toEqual([]);
        expect(findings.map(({ check }) => check)).toEqual(checkNames);
      } finally {
        await running.stop();
      }
    });
  },
);

describe('wasl probe of a subgraph with a fault', () => {
  it('passes one that has none, in everything', async () => {
    expect(await probeBeds({})).toEqual(checkNames.map((check) => ({ check, outcome: 'pass' })));
  });

  it.each<[string, Faults, string[]]>([
    ['another schema', { sdl: bedsSdl.replace('ward: String', 'ward: Int') }, ['sdl']],
    ['no schema', { sdl: '}' }, ['sdl']],
    ['no need of a signature', { ignores: ['unsigned'] }, ['unsigned']],
    ['no look at the digest', { ignores: ['digest'] }, ['altered_body']],
    ['no look at the signature', { ignores: ['signature'] }, ['altered_caller']],
    ['no end of a request', { ignores: ['expired'] }, ['late']],
    ['no look at its clock', { ignores: ['clock'] }, ['early']],
    ['no memory of mutations', { ignores: ['replayed'] }, ['replayed']],
    ['no look at whom it is meant for', { ignores: ['wrong_audience'] }, ['other_audience', 'other_assertion']],
    ['another order', { entities: (found) => found.toReversed() }, ['order', 'one_bad_key', 'many_keys']],
    [
      'no place for what is missing',
      { entities: (found) => found.filter(Boolean) },
      ['unknown_keys', 'order', 'own_keys', 'one_bad_key', 'many_keys'],
    ],
    ['keys of its own', { entities: (found) => found.map((bed) => bed && { ...bed, id: 'B-1' }) }, ['own_keys']],
    [
      'beds that there are not',
      { entities: (found) => found.map((bed) => bed ?? { __typename: 'Bed', id: '9' }) },
      ['unknown_keys', 'own_keys'],
    ],
    [
      'no answer at all beside a bad key',
      {
        entities: (found, asked) =>
          asked.some(({ id, __typename }) => id === undefined || __typename !== 'Bed') ? undefined : found,
      },
      ['one_bad_key'],
    ],
    ['no room for many', { entities: (found) => (found.length > 100 ? undefined : found) }, ['many_keys']],
    ['no eye on the time left', { ignoresDeadline: true }, ['deadline']],
    ['no time at all', { isHasty: true }, ['deadline']],
    ['no limit of bodies', { takesLargeBodies: true }, ['large_body']],
    ['no health', { health: 404 }, ['live', 'ready']],
  ])('finds %s', async (_, faults, found) => {
    const findings = await probeBeds(faults);
    expect(findings.filter(({ outcome }) => outcome === 'fault').map(({ check }) => check)).toEqual(found);
  });
});

describe('the command', () => {
  let folder: string;
  let served: Awaited<ReturnType<typeof startFaulty>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-probe-'));
    writeFileSync(join(folder, 'beds.graphql'), bedsSdl);
    served = await startFaulty({ ignores: ['expired'] });
  });
  afterAll(async () => {
    await served.stop();
    rmSync(folder, { recursive: true });
  });
  const probe = (url: string, ...more: string[]) =>
    runWasl(['probe', url, '--name', 'beds', '--sdl', join(folder, 'beds.graphql'), ...more], {
      WASL_SUBGRAPH_KEY: testKeys,
    });

  it('says of a fault what was sent, what came and what to do, and ends with 1', async () => {
    const { code, output } = await probe(served.url);
    expect(code).toBe(1);
    expect(output).toContain(
      '✗ late: refuses what is late. sent: a request signed ten minutes ago. came: 200 with data. do: Answer 401 with extensions.code CALLER_NOT_VERIFIED',
    );
  });

  it('says it in Arabic and in JSON', async () => {
    expect((await probe(served.url, '--language', 'ar')).output).toContain('✗ late: يرفض الطلب المتأخر. أُرسل:');
    const { output } = await probe(served.url, '--format', 'json');
    const { findings } = JSON.parse(output) as { findings: { check: string; outcome: string; told?: string }[] };
    expect(findings.find(({ check }) => check === 'late')).toMatchObject({ outcome: 'fault', told: '200 with data' });
  });

  it('ends with 2 where nothing answers', async () => {
    expect((await probe('http://127.0.0.1:9/graphql')).code).toBe(2);
  });

  it('has words for each finding in both languages', () => {
    const skipped = checkNames.map((check) => ({ check, outcome: 'skipped' as const }));
    for (const language of ['en', 'ar'] as const) expect(sayFindings(skipped, language)).not.toContain('undefined');
  });
});
