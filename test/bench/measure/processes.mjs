// Starts the processes of a measurement, each on the core that is meant for it, and stops them.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { treeOf } from './processTree.mjs';

/** With two cores or more and `taskset`, the gateway has a core of its own; load and subgraphs share another. */
export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;
const cores = { gateway: '1', rest: '0' };

/** What every gateway sees of the environment: production, and nothing that calls out. */
const quietEnvironment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_ENV: 'production',
  APOLLO_TELEMETRY_DISABLED: '1',
  OTEL_SDK_DISABLED: 'true',
  // As docs/operating.md starts the gateway: every gateway in Node, and the floor, gets the same.
  NODE_OPTIONS: '--max-semi-space-size=32',
  NO_COLOR: '1',
};

const started = new Set();
process.once('exit', () => started.forEach((child) => child.kill('SIGKILL')));
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
  process.once(signal, () => process.exit(code));

/** Stops a process with the bench, however the bench ends. */
export function endWithBench(child) {
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** Starts a program on the gateway's core. Its output is kept to explain a failure. */
export function startGatewayProcess(commandLine, environment = {}) {
  const [command, ...rest] = pinned(cores.gateway, commandLine);
  const env = { ...quietEnvironment, ...environment };
  const child = endWithBench(spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  const output = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => output.length < 200 && output.push(chunk));
  return { child, pid: child.pid, output: () => Buffer.concat(output).toString() };
}

/** Starts a helper program with a message channel on the other core. */
export function startHelper(program, programArguments = []) {
  const [execPath, ...execArgv] = pinned(cores.rest, [process.execPath]);
  return endWithBench(fork(program, programArguments, { execPath, execArgv }));
}

/** Keeps a process and its descendants, with all their threads, on these cores from now on, where that may be said. */
export function keepOn(onCores, pid) {
  if (!isPinned) return;
  for (const member of treeOf(pid)) spawnSync('taskset', ['-a', '-p', '-c', onCores.join(), String(member)]);
}

/** Sends a message to a helper and waits for its answer. */
export async function ask(helper, message) {
  const answer = next(helper);
  helper.send(message);
  return answer;
}

/** The next message of a helper. @throws Error when it ends instead. */
export function next(helper) {
  return new Promise((resolve, reject) => {
    const onExit = (code) => reject(new Error(`A helper process of the bench ended with code ${code}.`));
    helper.once('exit', onExit);
    helper.once('message', (message) => {
      helper.off('exit', onExit);
      resolve(message);
    });
  });
}

/** Stops a process that this bench started, by force after five seconds. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(force);
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

function pinned(core, command) {
  return isPinned ? ['taskset', '-c', core, ...command] : command;
}
