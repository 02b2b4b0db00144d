// Postgres, Redis and NATS of the drill's own: those of the machine are left alone.
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { atTheEnd, freePorts, pause, program, run, unprivileged } from './processes.mjs';

/** Starts the three below a folder. */
export async function startStores(folder) {
  const [postgresPort, redisPort, natsPort] = await freePorts(3);
  const own = (name) => {
    const path = join(folder, name);
    mkdirSync(path, { mode: 0o700 });
    if (unprivileged.uid !== undefined) chownSync(path, unprivileged.uid, unprivileged.gid);
    return path;
  };
  const local = (port) => ['127.0.0.1', '-p', String(port)];
  const redis = server(redisPort, ['redis-server', '--port', String(redisPort), '--bind', '127.0.0.1'], own('redis'));
  const nats = server(natsPort, ['nats-server', '-js', '-sd', '.', '-a', ...local(natsPort)], own('nats'));
  const postgres = await startPostgres(own('postgres'), postgresPort);
  await Promise.all([redis.start(), nats.start()]);
  return {
    postgres,
    redis: { ...redis, url: `redis://127.0.0.1:${redisPort}` },
    nats: { ...nats, url: `nats://127.0.0.1:${natsPort}` },
    async stop() {
      await Promise.all([redis.stop(), nats.stop(), postgres.end()]);
    },
  };
}

function server(port, commandLine, cwd) {
  const { start, stop } = program(commandLine, { ...unprivileged, cwd });
  return {
    stop,
    async start() {
      await start();
      await untilListens(port);
    },
  };
}

async function untilListens(port) {
  for (;;) {
    const listens = await new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(() => done(true)));
      socket.once('error', () => done(false));
    });
    if (listens) return;
    await pause(20);
  }
}

async function startPostgres(folder, port) {
  const control = (command, ...flags) =>
    run([binary('pg_ctl'), '-D', folder, '-w', ...flags, command], { ...unprivileged, cwd: folder });
  await run([binary('initdb'), '-D', folder, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale'], {
    ...unprivileged,
    cwd: folder,
  });
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300`;
  const begin = () => control('start', '-l', join(folder, 'log'), '-o', settings);
  await begin();
  const stopAtOnce = ['-D', folder, '-m', 'immediate', 'stop'];
  const isStopped = atTheEnd(folder, () => spawnSync(binary('pg_ctl'), stopAtOnce, { ...unprivileged, cwd: '/' }));
  const urlOf = (database, role = 'postgres') => `postgres://${role}@127.0.0.1:${port}/${database}`;
  return {
    urlOf,
    start: begin,
    /** `fast` ends sessions, `immediate` is as if the power had failed. */
    stop: (mode) => control('stop', '-m', mode),
    end: () => control('stop', '-m', 'immediate').then(isStopped),
    query: (database, statement) => query(urlOf(database), statement),
  };
}

async function query(connectionString, statement) {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Debian keeps Postgres' own programs beside the PATH. */
function binary(name) {
  const versions = '/usr/lib/postgresql';
  const [newest] = existsSync(versions) ? readdirSync(versions).sort((a, b) => b - a) : [];
  return newest === undefined ? name : join(versions, newest, 'bin', name);
}
