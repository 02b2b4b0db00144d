import { join } from 'node:path';
import { databaseOnPglite } from '@wasl/kit/database/openDatabase';
import { openPglite } from '@wasl/kit/database/openPglite';
import { openPostgres as openReader } from '@wasl/kit/database/openPostgres';
import type { Database } from '@wasl/kit/database/database';
import { startSubgraph } from '@wasl/kit/startSubgraph';
import type { SubgraphName } from '@wasl/kit/subgraph';
import type { AuditLog } from '../audit/auditLog.ts';
import { openAudit } from '../audit/openAudit.ts';
import type { AuditDatabase } from '../audit/store/auditDatabase.ts';
import { databaseOf } from '../audit/store/openPglite.ts';
import { openPostgres } from '../audit/store/openPostgres.ts';
import type { DatabasePlace } from './auditSettings.ts';
import type { Config } from './config.ts';
import { auditEars, readAuditKey } from './openConfiguredAudit.ts';
import { loadSubgraph } from './subgraphs.ts';

/** The audit of the demo, and the subgraph that tells of it. */
export interface DevAudit {
  log: AuditLog;
  /** Address of the subgraph. */
  url: string;
  /** Closes the subgraph and the database, once nobody writes. */
  stop(): Promise<void>;
}

export interface DevAuditOptions {
  /** The subgraph's name, and its own key. */
  name: SubgraphName;
  gatewayKeys: string;
  dataDir: string;
}

/**
 * Opens the demo's audit: embedded, unless the settings name a Postgres. The gateway writes and the subgraph reads, and an embedded
 * database is open in one thread alone: so the subgraph runs beside the gateway.
 */
export async function startDevAudit(
  config: Config,
  { name, gatewayKeys, dataDir }: DevAuditOptions,
): Promise<DevAudit> {
  const key = await readAuditKey({ audit: config.audit, dataDir }, true);
  const folder = join(dataDir, 'databases', 'audit');
  const { written, read, close } = await openBoth(config.audit.storePlace ?? { kind: 'pglite', folder });
  const { witnessDir } = config.audit;
  const log = openAudit({ database: { ...written, close: () => Promise.resolve() }, key, witnessDir, ...auditEars });
  try {
    const definition = await loadSubgraph(name);
    const options = { port: 0, dataDir, gatewayKeys, demoPatients: 0, database: read };
    const subgraph = await startSubgraph(definition, options);
    return {
      log,
      url: subgraph.url,
      async stop() {
        await subgraph.stop();
        await close();
      },
    };
  } catch (error) {
    await log.close();
    await close();
    throw error;
  }
}

/** One database, as the gateway writes to it and as the subgraph reads it. */
async function openBoth(
  place: DatabasePlace,
): Promise<{ written: AuditDatabase; read: Database; close(): Promise<void> }> {
  if (place.kind === 'postgres') {
    const [written, read] = [openPostgres(place.url), openReader(place.url)];
    return { written, read, close: async () => void (await Promise.all([written.close(), read.close()])) };
  }
  const { client, close } = await openPglite(place.folder);
  return { written: databaseOf(client), read: databaseOnPglite({ client, close }), close };
}
