import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../core/configError.ts';
import { documentId, isDocumentId } from './documentId.ts';

/** What a published document's file is called: its ID and this. */
export const documentSuffix = '.graphql';

/** The documents that were published. */
export interface TrustedList {
  /** The text of a document; undefined for one that is not on the list. */
  textOf(id: string): string | undefined;
  /** Whether a text is on the list, character for character. */
  holds(text: string): boolean;
  size(): number;
  close(): void;
}

export interface TrustedListOptions {
  /** Called with a file whose content is not what its name says, and when the folder cannot be read any more. */
  onProblem(file: string, cause?: unknown): void;
  /** Milliseconds between two looks at the folder. Default 1 000. */
  intervalMs?: number;
}

/**
 * Reads the documents of a folder, and again when one is added or withdrawn. A file's name is the hash of its content, so a file that was
 * altered or half-written is left out. If the folder cannot be read later, the last list stays in force.
 * @throws ConfigError when it cannot be read at start
 */
export function openTrustedList(folder: string, options: TrustedListOptions): TrustedList {
  let list = new Map<string, string>();
  let texts = new Set<string>();
  let changedAt = NaN;

  function look(): void {
    const { mtimeMs } = statSync(folder);
    if (mtimeMs === changedAt) return;
    const found = readDocuments(folder, list, options.onProblem);
    // Within the clock's own grain of the change there may be another one with the same time.
    changedAt = Date.now() - mtimeMs > 2_000 ? mtimeMs : NaN;
    list = found;
    texts = new Set(found.values());
  }

  try {
    look();
  } catch (cause) {
    throw new ConfigError(`WASL_OPERATIONS_DIR names ${folder}, which cannot be read.`, { cause });
  }
  const timer = setInterval(() => {
    try {
      look();
    } catch (cause) {
      options.onProblem(folder, cause);
    }
  }, options.intervalMs ?? 1_000);
  timer.unref();
  return {
    textOf: (id) => list.get(id),
    holds: (text) => texts.has(text),
    size: () => list.size,
    close: () => clearInterval(timer),
  };
}

/** The documents of a folder by ID; those that are known are not read again. */
function readDocuments(
  folder: string,
  known: ReadonlyMap<string, string>,
  onProblem: TrustedListOptions['onProblem'],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const id = name.endsWith(documentSuffix) ? name.slice(0, -documentSuffix.length) : '';
    if (!isDocumentId(id)) continue;
    const text = known.get(id) ?? readFileSync(join(folder, name), 'utf8');
    if (documentId(text) === id) found.set(id, text);
    else onProblem(name);
  }
  return found;
}
