import { Client } from 'pg';

const server = 'postgres://postgres@127.0.0.1:5432/postgres';
const subgraphs = ['health-id', 'clinical-records', 'pharmacy', 'identity'];

/**
 * Makes a database for each subgraph on this machine's Postgres.
 * @returns the settings that name them and `drop`; undefined when there is no Postgres
 */
export async function createDatabases() {
  const admin = new Client({ connectionString: server });
  try {
    await admin.connect();
  } catch {
    return undefined;
  }
  const environment = {};
  const names = subgraphs.map((subgraph) => `wasl_bench_${subgraph.replaceAll('-', '_')}_${process.pid}`);
  for (const [at, name] of names.entries()) {
    await admin.query(`CREATE DATABASE ${name}`);
    const variable = subgraphs[at].replaceAll('-', '_').toUpperCase();
    environment[`WASL_${variable}_DATABASE_URL`] = server.replace(/postgres$/, name);
  }
  const drop = async () => {
    for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  };
  return { environment, drop };
}
