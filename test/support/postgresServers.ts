import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { postgresUrl } from './testPostgres.ts';

/** A Postgres server of a test's own, on a free port of 127.0.0.1. Its superuser is `postgres`, without a password. */
export interface PostgresServer {
  urlOf(database: string, role?: string): string;
  /** Runs one statement as the superuser. */
  query<Row>(statement: string, parameters?: unknown[], database?: string): Promise<Row[]>;
  /** Sets what `postgresql.conf` says, and has it read again. */
  configure(settings: Readonly<Record<string, string>>): Promise<void>;
  /** Makes a copy of this server that follows it, under a name as `synchronous_standby_names` lists them. */
  startStandby(name: string): Promise<PostgresServer>;
  promote(): Promise<void>;
  start(): Promise<void>;
  /** `immediate` is as if the power had failed. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** What it has written to its log since it was first started. */
  readLog(): string;
}

/** Servers and the folder that they share; all of them end with the process at the latest. */
export interface PostgresServers {
  startPrimary(): Promise<PostgresServer>;
  stop(): Promise<void>;
}

const runFile = promisify(execFile);
/** Postgres refuses to run as root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Where Postgres' own programs lie; undefined where this machine has none. Debian keeps them beside the PATH. */
export const postgresPrograms = ['/usr/lib/postgresql', '/usr/local/pgsql']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => [
    folder,
    ...readdirSync(folder)
      .toSorted(compareVersions)
      .map((name) => join(folder, name)),
  ])
  .map((folder) => join(folder, 'bin'))
  .find((folder) => existsSync(join(folder, 'pg_basebackup')) && existsSync(join(folder, 'initdb')));

/**
 * Whether tests with servers of their own run. Where the run has a Postgres they must; elsewhere they are left out without these programs,
 * and say so.
 */
export function needsPostgresPrograms(): boolean {
  if (postgresPrograms !== undefined || postgresUrl !== undefined) return true;
  process.stderr.write('Left out: tests with a standby need initdb, pg_basebackup and pg_ctl of Postgres.\n');
  return false;
}

function compareVersions(one: string, other: string): number {
  return Number.parseInt(other) - Number.parseInt(one);
}

/** Makes a folder in which servers can be started. */
export function createPostgresServers(): PostgresServers {
  if (postgresPrograms === undefined) throw new Error('This needs initdb, pg_basebackup and pg_ctl of Postgres.');
  const programs = postgresPrograms;
  const folder = mkdtempSync(join(tmpdir(), 'wasl-postgres-'));
  giveAway(folder);
  const folders: string[] = [];
  const endAll = () => folders.forEach((server) => stopAtOnce(server));
  process.once('exit', endAll);

  async function run(program: string, ...parameters: string[]): Promise<void> {
    await runFile(join(programs, program), parameters, { ...unprivileged, cwd: folder, env: { LC_ALL: 'C' } });
  }

  async function add(name: string, make: (at: string) => Promise<void>): Promise<PostgresServer> {
    const at = join(folder, name);
    mkdirSync(at, { mode: 0o700 });
    giveAway(at);
    await make(at);
    folders.push(at);
    const port = await freePort();
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'log_statement=all']
      .concat('wal_retrieve_retry_interval=200ms')
      .map((setting) => `-c ${setting}`)
      .join(' ');
    const control = (...flags: string[]) => run('pg_ctl', '-D', at, '-w', ...flags);
    const start = () => control('-l', `${at}.log`, '-o', settings, 'start');
    const urlOf = (database: string, role = 'postgres') => `postgres://${role}@127.0.0.1:${port}/${database}`;
    const query = <Row>(statement: string, parameters: unknown[] = [], database = 'postgres') =>
      queryAt<Row>(urlOf(database), statement, parameters);
    await start();
    return {
      urlOf,
      query,
      start,
      promote: () => control('promote'),
      stop: (mode = 'fast') => control('-m', mode, 'stop'),
      readLog: () => readFileSync(`${at}.log`, 'utf8'),
      async configure(wanted) {
        for (const [setting, value] of Object.entries(wanted)) await query(`ALTER SYSTEM SET ${setting} = '${value}'`);
        await control('reload');
      },
      startStandby: (standby) =>
        add(standby, (its) =>
          run('pg_basebackup', '-D', its, '-R', '-c', 'fast', '-d', `${urlOf('')}?application_name=${standby}`),
        ),
    };
  }

  return {
    startPrimary: () =>
      add('primary', (at) =>
        run('initdb', '-D', at, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale', '-N'),
      ),
    async stop() {
      process.off('exit', endAll);
      endAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function stopAtOnce(folder: string): void {
  spawnSync(join(postgresPrograms!, 'pg_ctl'), ['-D', folder, '-m', 'immediate', 'stop'], {
    ...unprivileged,
    cwd: '/',
  });
}

function giveAway(path: string): void {
  if (unprivileged.uid !== undefined) chownSync(path, unprivileged.uid, unprivileged.gid);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

async function queryAt<Row>(connectionString: string, statement: string, parameters: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement, parameters)).rows as Row[];
  } finally {
    await client.end();
  }
}
