import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { composeOrThrow, runWasl, startGateway } from './support/startGateway.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
});

afterAll(() => subgraphs?.stop());

describe('the wasl command', () => {
  test('suggests the command that a mistyped one was meant to be', async () => {
    const { code, output } = await runWasl(['compsoe']);
    expect(code).toBe(1);
    expect(output).toContain('Did you mean compose?');
  });

  test('refuses a port that is no port in one sentence', async () => {
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x.graphql', '--port', '70000']);
    expect(code).toBe(1);
    expect(output).toContain('A port is a number from 0 to 65535.');
  });

  test('names the personas when asked for the token of one that there is not', async () => {
    const { code, output } = await runWasl(['token', '--as', 'physican']);
    expect(code).toBe(1);
    expect(output.split('\n')[0]).toBe(
      `error: option '--as <persona>' argument 'physican' is invalid. Allowed choices are ${Object.keys(personas).join(', ')}.`,
    );
  });

  test('refuses an unknown WASL_ variable and names it', async () => {
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x.graphql'], {
      WASL_JWKS_ULR: 'https://id.test',
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^WASL_JWKS_ULR is not a setting of Wasl\./);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  const wrongSettings: [string, Record<string, string>][] = [
    ['WASL_GATEWAY_SECRET', { WASL_GATEWAY_SECRET: 'short' }],
    ['WASL_JWKS_URL', { WASL_JWKS_URL: 'http://id.example/jwks' }],
    ['WASL_ISSUER', { WASL_ISSUER: 'https://id.example' }],
    ['WASL_PHARMACY_DATABASE_URL', { WASL_PHARMACY_DATABASE_URL: 'mysql://localhost/x' }],
    [
      'WASL_PHARMACY_REPLICA_URL',
      { WASL_PHARMACY_DATABASE_URL: 'postgres://localhost/x', WASL_PHARMACY_REPLICA_URL: 'localhost' },
    ],
    ['WASL_SUBGRAPH_CLINIC_URL', { WASL_SUBGRAPH_CLINIC_URL: 'nowhere' }],
  ];
  test.each(wrongSettings)('refuses a %s that cannot be used', async (variable, environment) => {
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x.graphql'], environment);
    expect(code).toBe(1);
    expect(output.startsWith(`${variable} `)).toBe(true);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  test.each(['status', 'migrate', 'seed', 'reset --yes'])(
    'says in one sentence that a database does not answer to db %s, without its password',
    async (command) => {
      const url = { WASL_HEALTH_ID_DATABASE_URL: 'postgres://someone:secret@127.0.0.1:1/health' };
      expect(await runWasl(['db', ...command.split(' ')], url)).toEqual({
        code: 1,
        output:
          'The database of health-id does not answer: see that its server runs and that WASL_HEALTH_ID_DATABASE_URL leads there.\n',
      });
    },
  );

  test('says that a supergraph file is missing', async () => {
    const { code, output } = await runWasl(['gateway', '--supergraph', '/nowhere/supergraph.graphql', '--port', '0']);
    expect(code).toBe(1);
    expect(output).toContain('/nowhere/supergraph.graphql cannot be read');
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  test('says in one sentence that a port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const running = await startGateway(subgraphs.all);
    const { code, output } = await runWasl(['gateway', '--supergraph', running.supergraphFile, '--port', String(port)]);
    await running.stop();
    await new Promise((resolve) => other.close(resolve));
    expect({ code, output }).toEqual({
      code: 1,
      output: `Port ${port} is in use: stop what listens there, or choose another with --port.\n`,
    });
  });
});

describe('wasl dev', () => {
  test('says that its port is in use before it starts anything', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await runWasl(['dev', '--port', String(port)]);
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use: stop what listens there, or choose another with --port.\n`);
    expect(output).not.toContain('is ready');
  });
});

describe('wasl gateway', () => {
  test('tells of its health and shows its figures', async () => {
    const gateway = await startGateway(subgraphs.all);
    await gateway.ask({ query: '{ visits { id } }' });
    for (const path of ['/health/live', '/health/ready']) {
      const response = await fetch(gateway.origin + path);
      expect({ status: response.status, body: await response.json() }).toEqual({
        status: 200,
        body: { status: 'pass' },
      });
    }
    const metrics = await fetch(`${gateway.origin}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toMatch(/route="\/graphql",status="200"/);
    expect(await gateway.stop()).toBe(0);
  });

  const keys = { WASL_JWKS_URL: 'http://127.0.0.1:9/jwks' };
  const issuer = { WASL_ISSUER: 'https://id.test' };
  const audience = { WASL_AUDIENCE: 'wasl' };
  const neither = 'access tokens are taken without a check of who issued them and of whom they are meant for';
  const unchecked: [string, Record<string, string>, string[], string[]][] = [
    ['neither, once for all workers', keys, ['--workers', '2'], [`${neither}: set WASL_ISSUER and WASL_AUDIENCE`]],
    [
      'an issuer only',
      { ...keys, ...issuer },
      [],
      ['access tokens are taken without a check of whom they are meant for: set WASL_AUDIENCE'],
    ],
    [
      'an audience only',
      { ...keys, ...audience },
      [],
      ['access tokens are taken without a check of who issued them: set WASL_ISSUER'],
    ],
    ['both', { ...keys, ...issuer, ...audience }, [], []],
    ['no keys, so that no token is taken', {}, [], []],
  ];
  test.each(unchecked)(
    'warns of what it does not check of tokens, with %s',
    async (_, environment, flags, messages) => {
      const gateway = await startGateway(subgraphs.all, environment, flags);
      expect(await gateway.stop()).toBe(0);
      const lines = gateway.output().split('\n');
      const warnings = lines.filter((line) => line.includes('access tokens')).map((line) => JSON.parse(line) as object);
      expect(warnings).toEqual(
        messages.map((message) => ({
          time: expect.any(String),
          level: 'warn',
          message,
          ar: expect.stringMatching(/^تُقبل رموز الدخول دون التحقق من .*: اضبط WASL_/),
        })),
      );
    },
  );

  test.each(['SIGTERM', 'SIGINT'] as const)('finishes what is in flight when it gets %s', async (signal) => {
    const gateway = await startGateway(subgraphs.all);
    const before = subgraphs.clinic.received.length;
    const answer = gateway.ask({ query: '{ wait(ms: 700) }' });
    while (subgraphs.clinic.received.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
    const stopped = gateway.stop(signal);
    expect(await answer).toEqual({ status: 200, body: { data: { wait: 700 } } });
    expect(await stopped).toBe(0);
    await expect(fetch(gateway.graphqlUrl)).rejects.toThrow();
  });

  test('asks the address of WASL_SUBGRAPH_<NAME>_URL in place of the one in the supergraph', async () => {
    const moved = subgraphs.all.map((subgraph) => ({ ...subgraph, url: 'http://127.0.0.1:9/graphql' }));
    const gateway = await startGateway(moved, {
      WASL_SUBGRAPH_CLINIC_URL: subgraphs.clinic.url,
      WASL_SUBGRAPH_MEDICINES_URL: subgraphs.medicines.url,
    });
    const { body } = await gateway.ask({ query: '{ visit(id: "V1") { reason cost } }' });
    await gateway.stop();
    expect(body).toEqual({ data: { visit: { reason: 'fever', cost: 1000 } } });
  });

  test('serves a changed supergraph, and keeps the old one when the new one is broken', async () => {
    const gateway = await startGateway(subgraphs.all);
    const query = '{ visit(id: "V1") { cost } }';
    writeFileSync(gateway.supergraphFile, 'this is no schema');
    await until(() => /refused/.test(gateway.output()));
    expect((await gateway.ask({ query })).body).toEqual({ data: { visit: { cost: 1000 } } });
    writeFileSync(gateway.supergraphFile, composeOrThrow([subgraphs.clinic]));
    await until(() => /reloaded/.test(gateway.output()));
    expect((await gateway.ask({ query })).status).toBe(400);
    expect((await gateway.ask({ query: '{ visit(id: "V1") { reason } }' })).status).toBe(200);
    await gateway.stop();
  });
});

describe('wasl compose', () => {
  test('finds the committed supergraph up to date', async () => {
    expect(await runWasl(['compose', '--check'])).toMatchObject({ code: 0 });
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}
