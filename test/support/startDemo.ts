import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from '@wasl/identity/issuer/signIn';
import { root } from '@wasl/kit/paths';
import { Client, fetchExchange } from '@urql/core';

export interface Demo {
  /** A portal's client, signed in as a persona at the real issuer. */
  as(persona: string): Promise<Client>;
  /** Port of the gateway. */
  port: number;
  issuer: string;
  dataDir: string;
  stop(): Promise<void>;
}

/** Where a demo runs: by default on free ports and in a folder of its own, which goes when it stops. */
export interface DemoPlace {
  port?: number;
  dataDir?: string;
  /** More flags of `wasl dev`. */
  flags?: string[];
}

/** The built product, as `npm start` runs it. @throws Error with what it said when it ends instead */
export async function startDemo(environment: Record<string, string> = {}, place: DemoPlace = {}): Promise<Demo> {
  const dataDir = place.dataDir ?? mkdtempSync(join(tmpdir(), 'wasl-demo-'));
  const port = String(place.port ?? 0);
  const command = [
    join(root, 'gateway/bin/wasl.js'),
    'dev',
    '--port',
    port,
    '--patients',
    '120',
    ...(place.flags ?? []),
  ];
  const child = spawn(process.execPath, command, { env: { ...process.env, ...environment, WASL_DATA_DIR: dataDir } });
  await untilReady(child);
  const addresses = JSON.parse(readFileSync(join(dataDir, 'dev.json'), 'utf8')) as { gateway: string; issuer: string };
  return {
    port: Number(new URL(addresses.gateway).port),
    issuer: addresses.issuer,
    dataDir,
    async as(persona) {
      const { accessToken } = await signIn({ issuer: addresses.issuer, persona });
      const headers = { authorization: `Bearer ${accessToken}` };
      return new Client({
        url: addresses.gateway,
        preferGetMethod: false,
        exchanges: [fetchExchange],
        fetchOptions: { headers },
      });
    },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((ready, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += String(chunk);
      if (said.includes('Ready after')) ready();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('close', () => reject(new Error(`The demo ended: ${said.trim()}`)));
  });
}
