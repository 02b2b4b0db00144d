// Which folder of the gateway imports which, read from the sources as text; types count.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');
export const gateway = join(root, 'gateway/src');

/** Every source file below a folder; what is generated or installed is left out. */
export function sourcesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (['node_modules', 'dist', 'generated'].includes(name)) return [];
    if (statSync(path).isDirectory()) return sourcesIn(path);
    return /\.(?:ts|tsx|mts|mjs)$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

/** What a file imports, as written. */
export function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3]);
}

/** Every import between two places of the gateway's sources: `{ file, target, from, to }`; `from` and `to` are top folders. */
export function readEdges() {
  const folderOf = (path) => relative(gateway, path).split(sep)[0];
  return sourcesIn(gateway).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => resolve(dirname(file), specifier))
      .filter((target) => target.startsWith(gateway))
      .map((target) => ({ file, target, from: folderOf(file), to: folderOf(target) })),
  );
}

/** The folders that each folder imports. */
export function readFolders() {
  const graph = new Map();
  for (const { from, to } of readEdges()) {
    if (!graph.has(from)) graph.set(from, new Set());
    if (!graph.has(to)) graph.set(to, new Set());
    if (from !== to) graph.get(from).add(to);
  }
  return graph;
}
