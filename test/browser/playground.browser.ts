import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium, runStory, signInAs } from './openChromium.ts';

let demo: ChildProcess;
let browser: Browser;
let url: string;
const dataDir = mkdtempSync(join(tmpdir(), 'wasl-browser-'));

beforeAll(async () => {
  const command = [join(root, 'gateway/bin/wasl.js'), 'dev', '--port', '0', '--patients', '60'];
  demo = spawn(process.execPath, command, { env: { ...process.env, WASL_DATA_DIR: dataDir } });
  url = await addressOf(demo);
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
  const ended = new Promise((done) => demo.once('exit', done));
  if (demo.exitCode === null && demo.kill('SIGTERM')) await ended;
  rmSync(dataDir, { recursive: true, force: true });
});

it('shows a chart to the physician without what only the citizen may read', async () => {
  const page = await browser.newPage();
  await page.goto(url);
  await signInAs(page, 'physician');
  const physician = await runStory(page, 'chart');
  await signInAs(page, 'citizen');
  const citizen = await runStory(page, 'chart');

  const denied = { path: ['patient', 'person'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } };
  expect(physician).toMatchObject({ data: { patient: { governorate: 'DI', person: null } }, errors: [denied] });
  expect(citizen).toMatchObject({
    data: { patient: { governorate: 'DI', person: { verificationLevel: expect.any(String) } } },
  });
  expect(citizen.errors).toBeUndefined();
});

/** The gateway's address, from the line that the demo prints when it is ready. */
function addressOf({ stdout, stderr, ...process }: ChildProcess): Promise<string> {
  return new Promise((found, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += String(chunk);
      const address = /GraphQL: (\S+)\/graphql/.exec(said)?.[1];
      if (address) found(address);
    };
    stdout?.on('data', listen);
    stderr?.on('data', listen);
    stdout?.once('close', () => reject(new Error(`The demo ended: ${said} ${process.exitCode ?? ''}`)));
  });
}
