// Compiles what the package publishes: JavaScript and declarations, from `src/` to `dist/`. `npm pack` runs it first.
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

rmSync(join(here, 'dist'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '--project', here], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
copyFileSync(join(here, '../../LICENSE'), join(here, 'LICENSE'));
