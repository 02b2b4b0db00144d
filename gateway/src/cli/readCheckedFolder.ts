import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CheckedSource } from '../registry/check/checkSubgraphs.ts';
import type { Problem } from '../registry/check/problem.ts';
import { decodeSdl } from '../registry/check/readChecked.ts';
import { ConfigError } from '../core/configError.ts';

/** Reads an SDL file or a folder of them; what cannot be read is added to `unreadable`. @throws ConfigError for a path that is none */
export function readSources(path: string, unreadable: Problem[]): CheckedSource[] {
  if (!existsSync(path)) throw new ConfigError(`${path} cannot be read: give SDL files, or folders of them.`);
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => file.endsWith('.graphql'))
        .sort()
        .map((file) => join(path, file))
    : [path];
  return files.flatMap((file) => {
    const sdl = decodeSdl(readFileSync(file), file);
    if (typeof sdl === 'string') return [{ file, name: basename(file, '.graphql'), sdl }];
    unreadable.push(sdl);
    return [];
  });
}
