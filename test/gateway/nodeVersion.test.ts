import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { root } from '@wasl/kit/paths';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const majorOf = (version: string) => version.replace(/^v/, '').split('.')[0];
const ask = async (command: string) => (await run(command, ['--print', 'process.version'])).stdout.trim();
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The Node that CI means these tests to run on; otherwise the one that runs them. */
const asked = process.env['WASL_TEST_NODE_MAJOR'];

describe('the Node that tests run on', () => {
  it('is the one that was asked for, also in threads and in processes that tests start', async () => {
    const versions = { tests: process.version, thread: await threadVersion(), process: await ask(process.execPath) };
    const found = asked === undefined ? versions : { ...versions, 'node on PATH': await ask('node') };
    process.stdout.write(`Node of the tests: ${JSON.stringify(found)}\n`);
    const expected = asked ?? majorOf(process.version);
    expect(Object.values(found).map(majorOf)).toEqual(Object.values(found).map(() => expected));
  });

  it('is one that package.json allows, and the README names each of those', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const allowed = [...engines.node.matchAll(/(?:\^|>=)(\d+)/g)].map(([, major]) => major);
    expect(allowed).toEqual(['20', '22', '24']);
    expect(allowed).toContain(majorOf(process.version));
    expect(read('README.md')).toContain('on Node 24 (recommended), 22 or 20.19');
  });
});

function threadVersion(): Promise<string> {
  const source = 'require("node:worker_threads").parentPort.postMessage(process.version)';
  return new Promise((resolve, reject) => {
    new Worker(source, { eval: true }).once('message', resolve).once('error', reject);
  });
}
