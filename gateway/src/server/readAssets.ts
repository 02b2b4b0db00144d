import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { createStaticFile, type StaticFile } from './staticFile.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** Reads the folder of a built page: each file with what stands beside it compressed, by name. */
export function readAssets(folder: string): ReadonlyMap<string, StaticFile> {
  const names = readdirSync(folder).filter((name) => Object.hasOwn(contentTypes, extname(name)));
  return new Map(names.map((name) => [name, readAsset(join(folder, name))]));
}

function readAsset(path: string): StaticFile {
  const [br, gzip] = ['.br', '.gz'].map((suffix) =>
    existsSync(path + suffix) ? readFileSync(path + suffix) : undefined,
  );
  const compressed = { ...(br && { br }), ...(gzip && { gzip }) };
  return createStaticFile(contentTypes[extname(path)] ?? '', readFileSync(path), compressed);
}
