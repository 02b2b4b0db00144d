import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJoining, startJoining } from '@wasl/gateway/cli/joinedSubgraphs';
import { writeSubgraph } from '@wasl/gateway/cli/templates';
import { runProbe } from '@wasl/gateway/probe/runProbe';
import { deriveKeyText } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../gateway/support/startGateway.ts';
import { startTestSubgraphs } from '../support/startTestSubgraphs.ts';
import { freePort } from '../subgraphs/identity/startTestIssuer.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const secret = 'a master secret that is made for this test';
const healthId = '990100000010';
const patientsSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Patient @key(fields: "healthId") { healthId: ID! name: String }
type Query { patient: Patient }`;

describe.skipIf(!hasPython)('a subgraph of Python’s standard library (skipped without python3)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-python-'));
  const key = deriveKeyText(secret, 'school-meals', 1);
  let joining: ReturnType<typeof readJoining>;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    writeSubgraph({ name: 'school-meals', template: 'python', folder, sdk: '', healthId });
    joining = readJoining(folder, await freePort());
    child = await startJoining(joining, key);
  });
  afterAll(() => {
    child?.kill();
    rmSync(folder, { recursive: true });
  });

  it('keeps the whole contract', async () => {
    const findings = await runProbe({
      url: new URL(joining.url),
      name: 'school-meals',
      key: Buffer.from(key.slice(2), 'base64url'),
      epoch: 1,
      registered: parse(joining.sdl),
      examples: [
        { __typename: 'SchoolMeals', id: '1' },
        { __typename: 'Patient', healthId },
      ],
    });
    // Its schema has no mutations.
    expect(findings.filter(({ outcome }) => outcome !== 'pass')).toEqual([{ check: 'replayed', outcome: 'skipped' }]);
  });

  it('refuses who has no signature', async () => {
    const body = '{"query":"{ __typename }"}';
    const response = await fetch(joining.url, { method: 'POST', body });
    expect(response.status).toBe(401);
    const { errors } = (await response.json()) as { errors: { extensions: object }[] };
    expect(errors[0]?.extensions).toMatchObject({ code: 'CALLER_NOT_VERIFIED', reason: 'unsigned' });
  });

  it('answers a gateway, which gives nobody what they may not have', async () => {
    const patient = { __typename: 'Patient', healthId, name: 'An invented name' };
    const patients = await startTestSubgraphs([
      { name: 'patients', sdl: patientsSdl, resolvers: { Query: { patient: () => patient } } },
    ]);
    // Rules of fields and records are the gateway's: without them what comes is the subgraph's own refusal.
    const open = joining.sdl.replaceAll(/@requiresScopes\(scopes: .*\)(?= ?\{?\n)|@record\(category: .*\)\n/g, '');
    const gateway = await startGateway([...patients.sources, { name: 'school-meals', sdl: open, url: joining.url }], {
      WASL_GATEWAY_SECRET: secret,
    });
    try {
      const { body } = await gateway.ask({ query: '{ patient { name schoolMeals { id note } } }' });
      expect(body).toEqual({ data: { patient: { name: 'An invented name', schoolMeals: [] } } });
    } finally {
      await gateway.stop();
      await patients.stop();
    }
  });
});
