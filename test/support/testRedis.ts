import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The Redis server that tests may use, where there is one. What they write there expires by itself. */
export const redisUrl = process.env['WASL_TEST_REDIS'];

export interface PrivateRedis {
  url: string;
  start(): Promise<void>;
  /** Ends it; it keeps nothing. */
  stop(): Promise<void>;
  /** Leaves its connections open, and answers nothing. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

/** A Redis server of a test's own on a fixed free port, not started yet. */
export async function createPrivateRedis(): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-redis-'));
  const port = await freePort();
  let server: ChildProcess | undefined;

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    const exited = new Promise((resolve) => stopping.once('exit', resolve));
    stopping.kill('SIGKILL');
    await exited;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    start() {
      const flags = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        folder,
      ];
      const started = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
      server = started;
      process.once('exit', () => started.kill('SIGKILL'));
      return new Promise((resolve, reject) => {
        let printed = '';
        started.once('error', reject);
        started.stdout.on('data', (chunk: Buffer) => {
          printed += chunk.toString();
          if (printed.includes('Ready to accept connections')) resolve();
        });
        started.once('exit', () => reject(new Error(`redis-server ended:\n${printed}`)));
      });
    },
    stop,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
