import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '@wasl/kit/paths';

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** Packs the SDK into a new folder. */
export function packSdk(): { folder: string; tarball: string } {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-partner-'));
  const flags = ['pack', '--json', '--pack-destination', folder];
  const told = execFileSync('npm', flags, { cwd: join(root, 'subgraphs/sdk'), encoding: 'utf8' });
  const [packed] = Object.values(JSON.parse(told.slice(told.search(/^[[{]/m))) as Record<string, { filename: string }>);
  return { folder, tarball: join(folder, packed!.filename) };
}

/** Installs the packed SDK and what a partner needs beside it, as npm would without a registry: the rest is linked from here. */
export function installPacked(folder: string, tarball: string): void {
  const home = join(folder, 'node_modules/@wasl/subgraph-sdk');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', home]);
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  const names = Object.keys({ ...dependencies, ...peerDependencies });
  for (const name of [...names, 'dataloader', 'typescript', '@types/node']) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(root, 'node_modules/typescript/bin/tsc'), join(folder, 'node_modules/.bin/tsc'));
}
