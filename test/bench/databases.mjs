import { Client } from 'pg';

const server = process.env.WASL_BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/**
 * Makes databases on the Postgres of WASL_BENCH_POSTGRES, or else on this machine's.
 * @param {readonly string[]} purposes what each is for, a part of its name
 * @returns {Promise<{ urls: Record<string, string>, drop(): Promise<void> } | undefined>} undefined when this machine has no Postgres
 * @throws Error when the Postgres that was asked for does not answer
 */
export async function createDatabases(purposes) {
  const admin = new Client({ connectionString: server });
  try {
    await admin.connect();
  } catch (error) {
    if (process.env.WASL_BENCH_POSTGRES === undefined) return undefined;
    throw new Error(`The Postgres of WASL_BENCH_POSTGRES does not answer: ${error.message}`, { cause: error });
  }
  const names = purposes.map((purpose) => `wasl_bench_${purpose.replaceAll('-', '_')}_${process.pid}`);
  for (const name of names) await admin.query(`CREATE DATABASE ${name}`);
  return {
    urls: Object.fromEntries(purposes.map((purpose, at) => [purpose, urlOf(names[at])])),
    async drop() {
      for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

function urlOf(database) {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
