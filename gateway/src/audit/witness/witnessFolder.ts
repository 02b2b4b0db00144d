import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../core/configError.ts';
import type { AuditSink } from '../auditSink.ts';
import type { EntryPlace } from '../chain/chainEntry.ts';

const suffix = '.chain';

/**
 * A sink that also notes in a folder how far each chain has come, a file a chain, before anybody is answered: what is cut off a chain where
 * it is kept is found by it. It survives the end of the process in any way. What cannot be noted counts as not kept.
 * @throws ConfigError where the folder cannot be made
 */
export function witnessed(sink: AuditSink, folder: string): AuditSink {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ConfigError(`WASL_AUDIT_WITNESS_DIR names ${folder}, which is no folder and cannot be made one.`, {
      cause,
    });
  }
  let file: { chain: string; handle: FileHandle } | undefined;

  async function note({ chain, sequence, hash }: EntryPlace): Promise<void> {
    if (file?.chain !== chain) {
      await file?.handle.close();
      file = undefined;
      file = { chain, handle: await open(join(folder, chain + suffix), 'w', 0o600) };
    }
    // In the place of the one before, which is never longer.
    await file.handle.write(`${JSON.stringify({ chain, sequence, hash })}\n`, 0);
  }

  return {
    ...sink,
    async write(entries) {
      await sink.write(entries);
      const last = new Map(entries.map((entry) => [entry.chain, entry]));
      for (const entry of last.values()) await note(entry);
    },
    async close() {
      await sink.close();
      await file?.handle.close();
      file = undefined;
    },
  };
}

/** How far chains had come, by what is noted in a folder. @throws ConfigError where it, or a note in it, cannot be read */
export function readWitness(folder: string): ReadonlyMap<string, EntryPlace> {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith(suffix));
    return new Map(files.map((name) => [name.slice(0, -suffix.length), readPlace(join(folder, name))]));
  } catch (cause) {
    throw new ConfigError(`--witness names ${folder}, where something cannot be read that a gateway has noted.`, {
      cause,
    });
  }
}

function readPlace(file: string): EntryPlace {
  const { chain, sequence, hash } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  if (typeof chain !== 'string' || typeof sequence !== 'number' || typeof hash !== 'string')
    throw new Error('This is no note of a chain.');
  return { chain, sequence, hash };
}
