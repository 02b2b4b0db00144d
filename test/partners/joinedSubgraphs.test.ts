import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJoining, startJoining } from '@wasl/gateway/cli/joinedSubgraphs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { freePort } from '../subgraphs/identity/startTestIssuer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-joining-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('gives the program of a subgraph that joins its own key, and none of the gateway’s settings', async () => {
  vi.stubEnv('WASL_GATEWAY_SECRET', 'the secret of which all keys are made');
  const program = `require('fs').writeFileSync('env.json', JSON.stringify(process.env));
require('http').createServer((_, response) => response.end()).listen(process.env.PORT, '127.0.0.1');`;
  writeFileSync(join(folder, 'main.cjs'), program);
  const start = [process.execPath, 'main.cjs'];
  writeFileSync(join(folder, 'wasl.json'), JSON.stringify({ subgraph: 'meals', schema: 'wasl.json', start }));
  const child = await startJoining(readJoining(folder, await freePort()), '1:its own');
  child?.kill();
  const given = JSON.parse(readFileSync(join(folder, 'env.json'), 'utf8')) as Record<string, string>;
  const ours = Object.entries(given).filter(([name]) => name.startsWith('WASL_'));
  expect(ours).toEqual([['WASL_SUBGRAPH_KEY', '1:its own']]);
});
