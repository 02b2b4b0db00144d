import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadFailed } from './loadedCode.ts';
import type { LoadableSystem } from './systems.ts';

/** Puts a version that was loaded in force: the newest, or an earlier one to return to. Who runs reads it at the next start. */
export function useVersion(folder: string, system: LoadableSystem, version: string): void {
  const home = join(folder, system);
  if (!existsSync(join(home, version, 'manifest.json')))
    throw new LoadFailed(
      `Version ${version} of ${system} is not loaded; there is: ${loadedVersions(folder, system).join(', ') || 'none'}.`,
    );
  const next = join(home, `current.json.${process.pid}`);
  writeFileSync(next, `${JSON.stringify({ version })}\n`);
  renameSync(next, join(home, 'current.json'));
}

/** The versions of a system that were loaded, in the order of their names. */
export function loadedVersions(folder: string, system: LoadableSystem): string[] {
  const home = join(folder, system);
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .filter((name) => existsSync(join(home, name, 'manifest.json')) && !name.startsWith('.'))
    .sort();
}
