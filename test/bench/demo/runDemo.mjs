import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endWithBench, stop } from '../measure/processes.mjs';

const program = fileURLToPath(new URL('../../../gateway/bin/wasl.js', import.meta.url));
const startDeadlineMs = 600_000;
const run = promisify(execFile);

/** Runs a `wasl` command to its end and answers what it printed. */
export async function wasl(commandLine, environment) {
  const { stdout } = await run(process.execPath, [program, ...commandLine], { env: environmentOf(environment) });
  return stdout.trim();
}

/**
 * Starts the demo and waits for the physician's first chart.
 * @returns the demo with `firstAnswerMs` from the start of the process, and the token of the physician
 */
export async function startDemo({ dataDir, environment = {}, patients, operations, signIn }) {
  const settings = { ...environment, WASL_DATA_DIR: dataDir };
  const startedAt = performance.now();
  const commandLine = [program, 'dev', '--port', '0', '--patients', String(patients)];
  const child = endWithBench(
    spawn(process.execPath, commandLine, { env: environmentOf(settings), stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  try {
    await untilReady(child);
    const { gateway: url, issuer } = JSON.parse(readFileSync(join(dataDir, 'dev.json'), 'utf8'));
    const { accessToken } = await signIn({ issuer, persona: 'physician' });
    await firstAnswer(url, accessToken, operations[0]);
    return {
      url,
      token: accessToken,
      pid: child.pid,
      firstAnswerMs: performance.now() - startedAt,
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function environmentOf(settings) {
  return { PATH: process.env.PATH, HOME: process.env.HOME, APOLLO_TELEMETRY_DISABLED: '1', ...settings };
}

function untilReady(child) {
  return new Promise((ready, reject) => {
    let said = '';
    const fail = (why) => reject(new Error(`The demo ${why}.\n${said}`));
    const timer = setTimeout(() => fail('did not start in time'), startDeadlineMs);
    const listen = (chunk) => {
      said = (said + String(chunk)).slice(-4_000);
      if (!said.includes('Ready after')) return;
      clearTimeout(timer);
      ready();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => fail('ended'));
  });
}

async function firstAnswer(url, token, operation) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(operation) });
  const { data, errors } = await response.json();
  if (errors || !data?.patient) throw new Error(`The demo's first answer is not a chart: ${JSON.stringify(errors)}`);
}
