import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';

export interface RunningPlayground {
  url: string;
  stop(): Promise<void>;
}

/** The built demo with its playground, on free ports and in a folder of its own. */
export async function startPlayground(): Promise<RunningPlayground> {
  const dataDir = mkdtempSync(join(tmpdir(), 'wasl-browser-'));
  const command = [join(root, 'gateway/bin/wasl.js'), 'dev', '--port', '0', '--patients', '60'];
  const demo = spawn(process.execPath, command, { env: { ...process.env, WASL_DATA_DIR: dataDir } });
  const ended = new Promise((done) => demo.once('exit', done));
  const stop = async () => {
    if (demo.exitCode === null && demo.kill('SIGTERM')) await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    return { url: await addressOf(demo), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

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
