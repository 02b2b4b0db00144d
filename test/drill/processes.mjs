// Programs that the drill starts, each on ports of its own, and ends with itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const started = new Map();
process.once('exit', () => started.forEach((end) => end()));
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
  process.once(signal, () => process.exit(code));

/** Has something done when the drill ends, however that comes about. Returns what takes it back. */
export function atTheEnd(what, end) {
  started.set(what, end);
  return () => started.delete(what);
}

/** Servers that refuse to run as root run as nobody. */
export const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * A program that can be started again and again.
 * @param {string[]} commandLine
 * @param {{ env?: Record<string, string>, says?: RegExp, endsBy?: string, uid?: number, gid?: number, cwd?: string }} options `says`: what it prints once
 *   it serves; started, when left out. `endsBy`: the signal by which the drill ends it at its own end
 */
export function program(commandLine, { says, env, endsBy = 'SIGKILL', ...options } = {}) {
  let child;
  let text = '';
  return {
    said: () => text,
    async start() {
      const [command, ...rest] = commandLine;
      const own = spawn(command, rest, {
        ...options,
        env: { PATH: process.env.PATH, HOME: '/tmp', NODE_ENV: 'production', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = own;
      own.once(
        'exit',
        atTheEnd(own, () => own.kill(endsBy)),
      );
      const from = text.length;
      for (const stream of [own.stdout, own.stderr]) stream.on('data', (chunk) => (text += chunk));
      const serves = () => says === undefined || says.test(text.slice(from));
      while (!serves()) {
        if (own.exitCode !== null) throw new Error(`${commandLine.join(' ')} ended: ${text.slice(from).slice(-2_000)}`);
        await pause(20);
      }
    },
    /** Sends a signal that does not end it. */
    signal: (name) => child.kill(name),
    /** Asks it to end, and waits for that. */
    async stop(signal = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** Runs a program to its end, and returns what it printed. @throws Error with that where it fails */
export async function run(commandLine, options = {}) {
  const [command, ...rest] = commandLine;
  const { env, ...others } = options;
  const child = spawn(command, rest, {
    ...others,
    env: { PATH: process.env.PATH, HOME: '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  // What it starts in the background may keep its streams open.
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${commandLine.join(' ')} ended with ${code}: ${text}`);
  return text;
}

/** Ports of 127.0.0.1 that are free now. */
export async function freePorts(count) {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => probe.address().port);
  for (const probe of probes) probe.close();
  return ports;
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
