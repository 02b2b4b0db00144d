import { Client } from 'pg';

const server = process.env.WASL_BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const subgraphs = ['health-id', 'clinical-records', 'pharmacy', 'identity'];

/**
 * Makes a database for each subgraph on the Postgres of WASL_BENCH_POSTGRES, or else on this machine's.
 * @returns the settings that name them and `drop`; undefined when this machine has no Postgres
 * @throws Error when the Postgres that was asked for does not answer
 */
export async function createDatabases() {
  const admin = new Client({ connectionString: server });
  try {
    await admin.connect();
  } catch (error) {
    if (process.env.WASL_BENCH_POSTGRES === undefined) return undefined;
    throw new Error(`The Postgres of WASL_BENCH_POSTGRES does not answer: ${error.message}`, { cause: error });
  }
  const environment = {};
  const names = subgraphs.map((subgraph) => `wasl_bench_${subgraph.replaceAll('-', '_')}_${process.pid}`);
  for (const [at, name] of names.entries()) {
    await admin.query(`CREATE DATABASE ${name}`);
    const variable = subgraphs[at].replaceAll('-', '_').toUpperCase();
    environment[`WASL_${variable}_DATABASE_URL`] = urlOf(name);
  }
  const drop = async () => {
    for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  };
  return { environment, drop };
}

function urlOf(database) {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
