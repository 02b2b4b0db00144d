import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const marker = join(folder, 'node_modules/.wasl-bench-lock');

/** Installs the peers from the bench's own lockfile, unless that was done before. @throws Error when npm fails. */
export function installPeers(say) {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  say('Installing the gateways to compare with (once, about a minute and a half, 800 MB).');
  const { status, stderr } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The peers could not be installed.\n${stderr}`);
  writeFileSync(marker, lock);
}
