import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';

export interface RunningCommand {
  child: ChildProcess;
  url: string;
  adminUrl: string;
  /** All that it has printed. */
  said(): string;
  /** Answers with its exit code. */
  stop(): Promise<number | null>;
}

const program = join(root, 'gateway/bin/wasl.js');

/** `wasl subgraph NAME` as a process of its own, which serves by the time this resolves. */
export async function startSubgraphCommand(name: string, settings: Record<string, string>): Promise<RunningCommand> {
  const flags = ['subgraph', name, '--port', '0', '--admin-port', '0', '--drain-ms', '0'];
  const inherited = Object.entries(process.env).filter(([variable]) => !variable.startsWith('WASL_'));
  const child = spawn(process.execPath, [program, ...flags], {
    env: { ...Object.fromEntries(inherited), ...settings },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  for (;;) {
    const [, url, adminUrl] = /answers at (\S+)\nHealth and metrics at (\S+)\n/.exec(text) ?? [];
    if (url !== undefined && adminUrl !== undefined) {
      const stop = () => {
        child.kill('SIGTERM');
        return ended;
      };
      return { child, url, adminUrl, said: () => text, stop };
    }
    if (child.exitCode !== null) throw new Error(text);
    await new Promise((done) => setTimeout(done, 20));
  }
}
