// The national graph as production has it: each subgraph twice over its own Postgres, three gateways.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, pause, program, run } from './processes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wasl = [process.execPath, join(root, 'gateway/bin/wasl.js')];
const instances = 2;
const gatewayCount = 3;
/** The subgraph that reads the audit; it has no database of its own. */
const audit = 'audit';

/**
 * Makes and fills the databases, each with an owner that migrates and a role that runs.
 * @param {{ stores: object, names: readonly string[], patients: number }} options
 */
export async function prepareDatabases({ stores: { postgres }, names, patients }) {
  const databases = names.map((name) => [name, databaseOf(name)]);
  for (const [, database] of [...databases, [audit, audit]]) {
    await postgres.query('postgres', `CREATE ROLE ${database}_owner LOGIN`);
    await postgres.query('postgres', `CREATE ROLE ${database}_runner LOGIN`);
    await postgres.query('postgres', `CREATE DATABASE ${database} OWNER ${database}_owner`);
  }
  for (const [name, database] of [...databases, [audit, audit]])
    await run([...wasl, 'subgraph', name, '--migrate', '--grant-to', `${database}_runner`], {
      env: { [variableOf(name)]: postgres.urlOf(database, `${database}_owner`) },
    });
  const owners = databases.map(([name, database]) => [variableOf(name), postgres.urlOf(database, `${database}_owner`)]);
  await run([...wasl, 'db', 'seed', '--patients', String(patients)], { env: Object.fromEntries(owners) });
}

/** The ports that everything will have, so that it is there again after a restart. */
export async function choosePorts(names) {
  const subgraphs = [];
  for (const name of [...names, audit]) {
    const [port, ...own] = await freePorts(1 + instances);
    subgraphs.push({ name, port, instances: own });
  }
  const gateways = await freePorts(gatewayCount);
  const admins = await freePorts(gatewayCount);
  const [balancer] = await freePorts(1);
  return { subgraphs, gateways, admins, balancer };
}

/** Starts everything but the balancer, which has to be there before gateways are asked. */
export async function startGraph({ folder, stores, ports, issuer }) {
  const secret = randomBytes(32).toString('hex');
  const subgraphs = new Map();
  for (const { name, instances: own } of ports.subgraphs)
    subgraphs.set(name, await subgraphPrograms(name, own, { stores, secret }));
  const settings = gatewaySettings({ folder, stores, ports, issuer, secret });
  const gateways = ports.gateways.map((port, index) => gatewayProgram(port, ports.admins[index], settings));
  await Promise.all([...subgraphs.values()].flat().map((one) => one.start()));
  await Promise.all(gateways.map((one) => one.start()));
  return {
    gateways,
    subgraphs,
    logs: () => [...gateways, ...[...subgraphs.values()].flat()].map((one) => one.said()).join('\n'),
    async stop() {
      await Promise.all([...gateways, ...[...subgraphs.values()].flat()].map((one) => one.stop()));
    },
  };
}

async function subgraphPrograms(name, ports, { stores, secret }) {
  const key = await run([...wasl, 'keys', 'derive', '--subgraph', name], { env: { WASL_GATEWAY_SECRET: secret } });
  const database = databaseOf(name);
  const env = {
    WASL_SUBGRAPH_KEY: key.trim(),
    [variableOf(name)]: stores.postgres.urlOf(database, `${database}_runner`),
    WASL_REDIS_URL: stores.redis.url,
  };
  return ports.map((port) =>
    program([...wasl, 'subgraph', name, '--port', String(port), '--drain-ms', '500'], { env, says: /answers at / }),
  );
}

function gatewaySettings({ folder, stores: { postgres, redis, nats }, ports, issuer, secret }) {
  const keyFile = join(folder, 'audit-key.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const urls = ports.subgraphs.map(({ name, port }) => [
    `WASL_SUBGRAPH_${upperSnake(name)}_URL`,
    `http://127.0.0.1:${port}/graphql`,
  ]);
  return {
    ...issuer.settings,
    ...Object.fromEntries(urls),
    WASL_GATEWAY_SECRET: secret,
    ...Object.fromEntries(
      ports.subgraphs.map(({ name }) => [`WASL_SUBGRAPH_${upperSnake(name)}_CLAIMS`, claimsOf(name)]),
    ),
    WASL_AUDIT_URL: postgres.urlOf(audit, `${audit}_owner`),
    WASL_AUDIT_KEY_FILE: keyFile,
    WASL_NOTICES_URL: nats.url,
    WASL_REDIS_URL: redis.url,
    WASL_PROXY_HOPS: '1',
  };
}

function gatewayProgram(port, adminPort, env) {
  const files = ['--supergraph', 'schema/supergraph.graphql', '--policies', 'schema/policies'];
  // Planning is given longer than by default: eighteen processes start and serve on the cores of one machine.
  const bounds = ['--drain-ms', '500', '--planning-deadline-ms', '20000'];
  const flags = ['--port', String(port), '--admin-port', String(adminPort), ...bounds];
  const { start, ...rest } = program([...wasl, 'gateway', ...files, ...flags], { env, cwd: root, says: /answers at / });
  return {
    ...rest,
    /** Resolves once it is ready to answer. */
    async start() {
      await start();
      while (!(await isReady(adminPort))) await pause(20);
    },
  };
}

function isReady(adminPort) {
  return fetch(`http://127.0.0.1:${adminPort}/health/ready`).then(
    (response) => response.ok,
    () => false,
  );
}

/** What a subgraph is registered to need of callers. */
function claimsOf(name) {
  const { wasl: registration } = JSON.parse(readFileSync(join(root, 'subgraphs', name, 'package.json'), 'utf8'));
  return registration.claims.join(',');
}

const upperSnake = (name) => name.replaceAll('-', '_').toUpperCase();
const databaseOf = (name) => name.replaceAll('-', '_');
const variableOf = (name) => (name === audit ? 'WASL_AUDIT_STORE_URL' : `WASL_${upperSnake(name)}_DATABASE_URL`);
