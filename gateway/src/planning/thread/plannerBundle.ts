import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** SHA-256 of each source that went into the bundle, by its path from the gateway's folder; `build.mjs` writes it. */
type BundledSources = Record<string, string>;

const checked = new Map<string, URL>();

/**
 * The planning thread's file. Node cannot run the sources, so that a gateway which runs from its sources, as tests do, uses the last
 * build too; once per process it is looked at whether that is up to date. `module` is this file's own address.
 * @throws Error when the bundle was built from other sources than those that are there now
 */
export function plannerBundle(module: string = import.meta.url): URL {
  let file = checked.get(module);
  if (!file) {
    const [gateway = '', folder] = module.split(/\/(src|dist)\/(?!.*\/(?:src|dist)\/)/);
    file = new URL(`${gateway}/dist/planner/plannerWorker.cjs`);
    if (folder === 'src') checkSources(new URL(`${gateway}/`), file);
    checked.set(module, file);
  }
  return file;
}

function checkSources(gateway: URL, bundle: URL): void {
  const list = new URL('sources.json', bundle);
  if (!existsSync(list)) throw new Error('The planner has not been built: run `npm run build`.');
  const sources = JSON.parse(readFileSync(list, 'utf8')) as BundledSources;
  const changed = Object.keys(sources).find((path) => hashOf(new URL(path, gateway)) !== sources[path]);
  if (changed === undefined) return;
  throw new Error(`The planner was built before ${changed} changed: run \`npm run build\`.`);
}

function hashOf(file: URL): string | undefined {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;
}
