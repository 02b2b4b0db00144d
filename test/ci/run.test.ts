import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  describe('where files ran once more', () => {
    const test = (status: string, fullName: string) => ({ status, fullName, failureMessages: ['it was late'] });
    const file = (name: string, ...assertionResults: object[]) => ({ name, assertionResults });
    const write = (name: string, numPassedTests: number, numFailedTests: number, ...testResults: object[]) =>
      writeFileSync(join(reports, `${name}.json`), JSON.stringify({ numPassedTests, numFailedTests, testResults }));
    const dose = file('dose', test('passed', 'a dose is kept'), test('failed', 'a dose is stopped'));
    beforeEach(() => write('unit', 2, 1, dose, file('stock', test('passed', 'stock is counted'))));

    it('counts what came of them then, and names what passed only then', () => {
      write('unit.again', 2, 0, file('dose', test('passed', 'a dose is kept'), test('passed', 'a dose is stopped')));
      const named = 'passed only alone, in unit.json: a dose is stopped\nit was late\n';
      expect(sum(0)).toEqual({ status: 0, stdout: `${named}3 passed, 0 failed\n` });
    });

    it('counts what failed again once, with its step', () => {
      write('unit.again', 1, 1, dose);
      const named = 'failed in unit.json: a dose is stopped\nit was late\n';
      expect(sum(1)).toEqual({ status: 1, stdout: `${named}2 passed, 2 failed\n` });
    });

    it('counts what failed before and never came to run again', () => {
      write('unit.again', 0, 0, file('dose'));
      expect(sum(1)).toEqual({ status: 1, stdout: '1 passed, 1 failed\n' });
    });
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

describe('a suite', () => {
  let results: string;
  beforeEach(() => {
    results = mkdtempSync(join(tmpdir(), 'wasl-reports-'));
  });
  afterEach(() => rmSync(results, { recursive: true }));

  /** Runs a suite whose runs fail in these numbers of files, one after the other; answers with what each run was called. */
  function run(...failures: number[]) {
    rmSync(results, { recursive: true });
    mkdirSync(results);
    const command = join(results, 'command.mjs');
    const reports = failures.map((count) => ({
      testResults: Array.from({ length: count }, (_, index) => ({ status: 'failed', name: join(root, `${index}.ts`) })),
    }));
    const script = `import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
      const given = process.argv.slice(2);
      const report = ${JSON.stringify(reports)}[readdirSync('${results}').filter((name) => name.endsWith('.json')).length];
      console.log('ran ' + given.filter((one) => !one.startsWith('--reporter') && !one.startsWith('--outputFile')).join(' '));
      writeFileSync(given.at(-1).split('=')[1], JSON.stringify(report));
      process.exit(report.testResults.length > 0 ? 1 : 0);`;
    writeFileSync(command, script);
    const suite = `source .ci/steps; results=${results}; part=(--shard=1/3); suite 'unit on Node' node ${command}; echo "$failed_steps failed"`;
    const { stdout } = spawnSync('bash', ['-c', suite], { cwd: root, encoding: 'utf8' });
    return stdout.split('\n').filter((line) => /^ran |failed$/.test(line));
  }

  it('that fails in a few files runs them once more, with nothing beside them, and that counts', () => {
    expect(run(2, 0)).toEqual(['ran --shard=1/3', 'ran 0.ts 1.ts --no-file-parallelism', '0 failed']);
    expect(run(2, 1)).toEqual(['ran --shard=1/3', 'ran 0.ts 1.ts --no-file-parallelism', '1 failed']);
  });

  it('that passes, or fails in many files, runs once', () => {
    expect(run(0)).toEqual(['ran --shard=1/3', '0 failed']);
    expect(run(6)).toEqual(['ran --shard=1/3', '1 failed']);
  });
});

describe('the files that failed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-reports-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const failedFiles = (report: object | undefined) => {
    const file = join(folder, 'unit.json');
    if (report) writeFileSync(file, JSON.stringify(report));
    const command = [join(root, '.ci/failedFiles.mjs'), file, '2'];
    const { status, stdout } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
    return { status, stdout };
  };
  const result = (status: string, name: string) => ({ status, name: join(root, name) });

  it('are named by where they lie, with those in which nothing came to run', () => {
    const testResults = [
      result('passed', 'test/a.test.ts'),
      result('failed', 'test/b.test.ts'),
      result('failed', 'test/c.test.ts'),
    ];
    expect(failedFiles({ testResults })).toEqual({ status: 0, stdout: 'test/b.test.ts\ntest/c.test.ts\n' });
  });

  it('are none to run again where too many failed, none did, or there is no report', () => {
    const testResults = ['a', 'b', 'c'].map((name) => result('failed', name));
    for (const report of [undefined, {}, { testResults: [result('passed', 'a')] }, { testResults }])
      expect(failedFiles(report)).toEqual({ status: 1, stdout: '' });
  });
});
