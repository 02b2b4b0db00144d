import { existsSync } from 'node:fs';
import { openPostgres } from '../audit/store/openPostgres.ts';
import { ConfigError } from '../core/configError.ts';
import { lastActivation, readActivation } from '../registry/published/registryDatabase.ts';
import type { Entry } from '../registry/published/release.ts';
import { writeSupergraph } from '../registry/published/registryFolder.ts';
import { logLine } from './logLine.ts';
import { readRegistryKeys } from './openRegistryAt.ts';

export interface FollowOptions {
  /** Postgres. */
  registry: string;
  /** Who signs. */
  keysFile: string | undefined;
  /** The file that the gateway watches: it keeps what was in force last, also while the registry is down. */
  supergraphFile: string;
  /** Milliseconds between two looks. Default 1 000. */
  everyMs?: number;
}

/**
 * Writes what comes into force in a registry to the gateway's supergraph file, until it is closed. What does not hold, or cannot be read, changes
 * nothing, and is logged once. @throws ConfigError where there is nothing to serve: neither a registry that answers nor a file
 */
export async function followRegistry(options: FollowOptions): Promise<{ close(): Promise<void> }> {
  const { registry, keysFile, supergraphFile, everyMs = 1_000 } = options;
  const keys = readRegistryKeys(keysFile);
  const database = openPostgres(registry, { poolSize: 1 });
  let looked = 0;
  let written = 0;
  let seen: Entry | undefined;
  let lastFault: string | undefined;

  /** @throws ConfigError for a history without what was read of it before: somebody cut it off, and what was in force long ago would be again */
  function requireLonger(history: readonly Entry[]): void {
    const { signature } = seen ?? {};
    if (signature !== undefined && !history.some((entry) => entry.signature === signature))
      throw new ConfigError(`Entry ${seen?.number} of the registry's history is gone: restore it from a copy.`);
    seen = history.at(-1);
  }

  async function look(): Promise<void> {
    try {
      const last = await lastActivation(database);
      if (last !== looked) {
        const { activation, history, faults } = await readActivation(database, keys);
        requireLonger(history);
        if (activation && activation.number !== written) writeSupergraph(supergraphFile, activation.supergraph);
        written = activation?.number ?? written;
        looked = last;
        for (const reason of faults)
          logLine('warn', 'something in the registry does not hold, and is passed over', { reason });
      }
      if (lastFault !== undefined) logLine('info', 'the registry is followed again');
      lastFault = undefined;
    } catch (error) {
      const reason = faultOf(error);
      if (reason !== lastFault) logLine('warn', 'the registry is not followed, what was in force stays', { reason });
      lastFault = reason;
    }
  }

  await look();
  if (!existsSync(supergraphFile)) {
    await database.close();
    throw new ConfigError(
      `Nothing is in force in the registry, and ${supergraphFile} is not there: copy the national supergraph to it.`,
    );
  }
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    // One that waits for a database which is down is not joined by more.
    looking ??= look().finally(() => (looking = undefined));
  }, everyMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await looking;
      await database.close();
    },
  };
}

/** What the driver says can hold an address; its code does not. */
function faultOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : 'its database does not answer';
}
