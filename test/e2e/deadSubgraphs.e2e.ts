import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startDemo } from '../support/startDemo.ts';
import { query } from './startNationalGraph.ts';

// The demo starts twice.
vi.setConfig({ testTimeout: 400_000 });
const patience = { timeout: 180_000 };

/** Ends the thread of the demo's subgraphs once, as a fault would, when a file appears. */
const saboteur = (file: string) => `
  const { isMainThread, workerData } = require('node:worker_threads');
  const { existsSync, rmSync } = require('node:fs');
  if (!isMainThread && Array.isArray(workerData) && workerData[0]?.options)
    setInterval(() => {
      if (!existsSync(${JSON.stringify(file)})) return;
      rmSync(${JSON.stringify(file)});
      throw new Error('a fault that nobody foresaw');
    }, 20).unref();`;

it('the demo takes up its subgraphs again when they die, and says meanwhile that it is not ready', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-saboteur-'));
  const [script, mark] = [join(folder, 'saboteur.cjs'), join(folder, 'now')];
  writeFileSync(script, saboteur(mark));
  const demo = await startDemo({ NODE_OPTIONS: `--require ${script}` });
  const readiness = async () => (await fetch(`http://127.0.0.1:${demo.port}/health/ready`)).status;
  const citizen = await demo.as('citizen');
  const own = '{ me { patient { healthId } } }';
  const before = await query(citizen, own);
  expect([await readiness(), before.codes]).toEqual([200, []]);
  writeFileSync(mark, '');
  await expect.poll(readiness, { ...patience, interval: 10 }).toBe(503);
  await expect.poll(readiness, { ...patience, interval: 100 }).toBe(200);
  // The breaker asks one question after its pause, if it opened at all.
  await expect.poll(() => query(citizen, own), { ...patience, interval: 200 }).toEqual(before);
  await demo.stop();
  rmSync(folder, { recursive: true });
});
