import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CheckedSource } from '../registry/check/checkSubgraphs.ts';
import type { Problem } from '../registry/check/problem.ts';
import { decodeSdl } from '../registry/check/readChecked.ts';
import { ConfigError } from '../core/configError.ts';
import { isJsonObject } from '../core/jsonObject.ts';

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
    if (typeof sdl === 'string') return [{ file, name: nameOf(file), sdl }];
    unreadable.push(sdl);
    return [];
  });
}

/** What `wasl.json` beside a schema calls its subgraph; the file's name where there is none. @throws ConfigError for one that is no JSON */
function nameOf(file: string): string {
  const beside = join(dirname(file), 'wasl.json');
  const { subgraph, schema = 'schema.graphql' } = existsSync(beside) ? readRegistration(beside) : {};
  return typeof subgraph === 'string' && schema === basename(file) ? subgraph : basename(file, '.graphql');
}

function readRegistration(file: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isJsonObject(read)) return read;
  } catch {
    // Said below, as for what is no object.
  }
  throw new ConfigError(`${file} is no JSON object.`);
}
