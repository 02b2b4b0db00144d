import { runCommand } from '@wasl/gateway/cli/runCommand';
import { vi } from 'vitest';
import type { CommandResult } from './startGateway.ts';

let running: Promise<unknown> = Promise.resolve();

/**
 * Runs one `wasl` command to its end from the sources, in this process, one at a time: for what it answers. A process of its own, which
 * `runWasl` starts, proves that the built command runs; it costs a quarter of a second of CPU time, and a second more where it loads Cedar.
 */
export function runHere(words: string[], environment: Record<string, string> = {}): Promise<CommandResult> {
  const result = running.then(() => run(words, environment));
  running = result.catch(() => undefined);
  return result;
}

async function run(words: string[], environment: Record<string, string>): Promise<CommandResult> {
  let code: number | undefined;
  let output = '';
  const write = (chunk: string | Uint8Array) => {
    // Nothing is heard of a process that has ended.
    if (code === undefined) output += String(chunk);
    return true;
  };
  const spies = [
    ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(write)),
    vi.spyOn(process, 'exit').mockImplementation((ended) => {
      code ??= Number(ended ?? 0);
      throw new Error(`It ended with ${code}.`);
    }),
  ];
  const { env, exitCode } = process;
  const inherited = Object.entries(env).filter(([name]) => !name.startsWith('WASL_'));
  process.env = { ...Object.fromEntries(inherited), ...environment };
  process.exitCode = undefined;
  try {
    await runCommand(words);
    code ??= Number(process.exitCode ?? 0);
  } finally {
    process.env = env;
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
  }
  return { code, output };
}
