import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('what CI needs of the machine', () => {
  let listening: Server;
  let port: number;
  beforeEach(async () => {
    listening = createServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    port = (listening.address() as AddressInfo).port;
  });
  afterEach(() => void listening.close());

  /** Asks for services, which are all looked for at one port. */
  const need = (...services: string[]) => {
    const script = `source .ci/services; port_of() { echo ${port}; }; need ${services.join(' ')}`;
    const { status, stdout } = spawnSync('bash', ['-c', script], { cwd: root, encoding: 'utf8' });
    return { status, stdout };
  };

  it('is there when each service listens', () => {
    expect(need('postgres', 'redis', 'nats')).toEqual({ status: 0, stdout: '' });
  });

  it('is missed by name when a service does not', async () => {
    listening.close();
    await once(listening, 'close');
    const line = (service: string) => `Tests need ${service} on 127.0.0.1:${port}, where nothing listens.\n`;
    expect(need('postgres', 'redis')).toEqual({ status: 1, stdout: line('postgres') + line('redis') });
  });
});

describe('the sum of the suites', () => {
  let reports: string;
  beforeEach(() => {
    reports = mkdtempSync(join(tmpdir(), 'wasl-reports-'));
  });
  afterEach(() => rmSync(reports, { recursive: true }));

  const report = (name: string, numPassedTests: number, numFailedTests: number) =>
    writeFileSync(join(reports, `${name}.json`), JSON.stringify({ numPassedTests, numFailedTests }));
  const sum = (failedSteps: number) => {
    const command = [join(root, '.ci/sum.mjs'), reports, String(failedSteps)];
    const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return { status, stdout };
  };

  it('adds what passed and what failed', () => {
    report('unit', 7, 2);
    report('stories', 4, 1);
    expect(sum(0)).toEqual({ status: 1, stdout: '11 passed, 3 failed\n' });
  });

  it('names each test that failed, and why', () => {
    const failed = { status: 'failed', fullName: 'a dose is stopped', failureMessages: ['expected 4 to be 5'] };
    const testResults = [{ assertionResults: [{ status: 'passed', fullName: 'a dose is kept' }, failed] }];
    const unit = { numPassedTests: 1, numFailedTests: 1, testResults };
    writeFileSync(join(reports, 'unit.json'), JSON.stringify(unit));
    expect(sum(0).stdout).toBe('failed in unit.json: a dose is stopped\nexpected 4 to be 5\n1 passed, 1 failed\n');
  });

  it('ends well only when something passed and nothing failed', () => {
    expect(sum(0)).toEqual({ status: 1, stdout: '0 passed, 0 failed\n' });
    report('unit', 7, 0);
    expect(sum(0)).toEqual({ status: 0, stdout: '7 passed, 0 failed\n' });
  });

  it('counts a failed step as a failure, and a suite in which no test ran', () => {
    report('unit', 7, 0);
    expect(sum(1)).toEqual({ status: 1, stdout: '7 passed, 1 failed\n' });
    report('postgres', 0, 0);
    expect(sum(1)).toEqual({ status: 1, stdout: '7 passed, 2 failed\n' });
  });
});
