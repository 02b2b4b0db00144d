import { appendFileSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { root } from '@wasl/kit/paths';
import { afterEach, beforeEach, expect, test } from 'vitest';

type OpenPlanner = typeof import('@wasl/gateway/planning/openPlanner');

const gateway = join(root, 'gateway');
const composition = composeSupergraph([{ name: 'a', sdl: 'type Query { a: Int }', url: 'http://127.0.0.1:9/' }]);

/** A gateway's sources and its planner's bundle, in a place of their own. */
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(gateway, 'dist', 'copy-'));
  for (const folder of ['src/planning', 'src/core', 'dist/planner']) {
    mkdirSync(dirname(join(copy, folder)), { recursive: true });
    cpSync(join(gateway, folder), join(copy, folder), { recursive: true });
  }
});

afterEach(() => rmSync(copy, { recursive: true }));

async function load(): Promise<string> {
  const address = pathToFileURL(join(copy, 'src/planning/openPlanner.ts')).href;
  const { openPlanner } = (await import(/* @vite-ignore */ address)) as OpenPlanner;
  if ('errors' in composition) throw new Error(composition.errors.join());
  const planner = await openPlanner(composition.supergraphSdl);
  await planner.close();
  return planner.schemaSdl;
}

test('a planner that was built from the sources that are there loads supergraphs', async () => {
  expect(await load()).toContain('type Query');
});

test('a planner that was built before one of its sources changed is refused, and told what to do', async () => {
  appendFileSync(join(copy, 'src/planning/readOperation.ts'), '\n');
  await expect(load()).rejects.toThrow(
    'The planner was built before src/planning/readOperation.ts changed: run `npm run build`.',
  );
});

test('so is one of whose sources one is gone', async () => {
  rmSync(join(copy, 'src/planning/stepwise/planStepwise.ts'));
  await expect(load()).rejects.toThrow(/planStepwise\.ts changed: run `npm run build`/);
});

test('and one that was never built', async () => {
  rmSync(join(copy, 'dist/planner'), { recursive: true });
  await expect(load()).rejects.toThrow('The planner has not been built: run `npm run build`.');
});

test('a change to what is no part of the planner asks for no build', async () => {
  appendFileSync(join(copy, 'src/planning/openPlanner.ts'), '\n');
  expect(await load()).toContain('type Query');
});

test('without sources nothing is compared', async () => {
  const { plannerBundle } = await import('@wasl/gateway/planning/thread/plannerBundle');
  const packed = join(copy, 'packed/dist');
  mkdirSync(join(packed, 'planner'), { recursive: true });
  copyFileSync(join(copy, 'dist/planner/sources.json'), join(packed, 'planner/sources.json'));
  const bundled = pathToFileURL(join(packed, 'cli/main.js')).href;
  expect(plannerBundle(bundled).href).toBe(pathToFileURL(join(packed, 'planner/plannerWorker.cjs')).href);
});

test('the planner bears nothing to ask or tell anybody with: no exporter, no look for clouds, no client of HTTP', () => {
  const bundle = readFileSync(join(gateway, 'dist/planner/plannerWorker.cjs'), 'utf8');
  const packages = new Set(
    [...bundle.matchAll(/^\/\/ .*node_modules\/((?:@[\w-]+\/)?[\w.-]+)/gm)].map(([, name]) => name),
  );
  expect(packages).toContain('@apollo/query-planner');
  expect([...packages].filter((name) => /fetch|undici|exporter|detector|sdk-metrics/.test(name ?? ''))).toEqual([]);
});
