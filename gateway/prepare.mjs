// What `npm install` runs: builds from the sources. A published build, which `pack.mjs` makes, has none and is built already.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const there = (path) => existsSync(fileURLToPath(new URL(path, import.meta.url)));

if (there('build.mjs')) {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else if (!there('dist/cli/main.js')) {
  process.stderr.write('This published build has no gateway/dist: pack it again with `npm run pack`.\n');
  process.exitCode = 1;
}
