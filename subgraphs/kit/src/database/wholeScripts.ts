import { DriverAdapterError, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';

/**
 * Wraps a driver adapter so that it runs each migration script as a whole, in one implicit transaction, and waits for it. Prisma's adapter
 * for Postgres splits scripts at every semicolon and commits each piece; the one for PGlite does not wait for them.
 */
export function wholeScripts(
  factory: SqlMigrationAwareDriverAdapterFactory,
  runScript: (sql: string) => Promise<unknown>,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      adapter.executeScript = (sql) => runScript(sql).then(() => undefined, rethrow);
      return adapter;
    },
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
}

/** Rethrows a Postgres error as the class that Prisma's engine understands; it hides the messages of other classes. */
function rethrow(error: { code?: string; severity?: string; message: string; detail?: string }): never {
  if (error.code === undefined) throw error;
  throw new DriverAdapterError({
    kind: 'postgres',
    code: error.code,
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: undefined,
    hint: undefined,
  });
}
