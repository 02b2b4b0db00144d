import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { OperatorError } from '../operatorError.ts';
import { root } from '../paths.ts';

/** The empty cluster made by `npm run build`, so that not every database has to create its own. */
const emptyCluster = join(root, 'prisma/embedded/generated/cluster');

export interface EmbeddedDatabase {
  client: PGlite;
  close(): Promise<void>;
}

/** Opens PGlite in a folder, for one process at a time. A folder whose first start was interrupted holds no data yet, and is recreated. */
export async function openPglite(folder: string): Promise<EmbeddedDatabase> {
  if (folder === 'memory://') {
    const archive = `${emptyCluster}.tar.gz`;
    const client = await PGlite.create(existsSync(archive) ? { loadDataDir: new Blob([readFileSync(archive)]) } : {});
    return { client, close: () => client.close() };
  }
  mkdirSync(dirname(folder), { recursive: true });
  const unlock = lockFolder(folder);
  const readyMark = `${folder}.ready`;
  try {
    if (!existsSync(readyMark)) {
      rmSync(folder, { recursive: true, force: true });
      if (existsSync(emptyCluster)) cpSync(emptyCluster, folder, { recursive: true });
    }
    const client = await PGlite.create({ dataDir: folder });
    writeFileSync(readyMark, '');
    return {
      client,
      async close() {
        await client.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Removes an embedded database; the next start makes a new one. */
export function removePglite(folder: string): void {
  const unlock = lockFolder(folder);
  rmSync(`${folder}.ready`, { force: true });
  rmSync(folder, { recursive: true, force: true });
  unlock();
}

/** Locks a PGlite folder: two processes writing to it would corrupt it. A lock whose process is gone is ignored. */
function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  mkdirSync(dirname(folder), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(file, 'utf8'));
      if (owner !== process.pid && isAlive(owner)) {
        throw new OperatorError(`The embedded database ${folder} is in use by process ${owner}: stop that one first.`, {
          cause: error,
        });
      }
      rmSync(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
