import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v8Flags } from '@wasl/gateway/cli/v8Flags';
import { youngGeneration } from '@wasl/gateway/workers/youngGeneration';
import { expect, it } from 'vitest';

it('gives workers a young generation of 32 MiB beside what their primary was started with', () => {
  expect(youngGeneration(['--enable-source-maps'], '')).toEqual(['--enable-source-maps', '--max-semi-space-size=32']);
});

it.each([
  [['--max-semi-space-size=64'], ''],
  [['--min_semi_space_size=8'], ''],
  [[], '--no-warnings --max-semi-space-size=8'],
])('leaves what was said of it: %j %j', (given, nodeOptions) => {
  expect(youngGeneration(given, nodeOptions)).toEqual(given);
});

it('sets options that this Node knows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-young-'));
  const program = join(folder, 'empty.mjs');
  writeFileSync(program, '');
  const [code] = await once(fork(program, { execArgv: [...youngGeneration([], ''), ...v8Flags] }), 'exit');
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
});
