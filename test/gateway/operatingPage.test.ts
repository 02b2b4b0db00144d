import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { errors } from '@wasl/schema/errors.ts';
import { readConfig, variables } from '@wasl/gateway/cli/config';
import { createFigures } from '@wasl/gateway/telemetry/figures';
import { createMetrics } from '@wasl/gateway/telemetry/metrics';
import { createGatewayMetrics } from '@wasl/gateway/workers/gatewayMetrics';
import { describe, expect, test } from 'vitest';
import { runWasl } from './support/startGateway.ts';

const page = readFileSync(join(root, 'docs/operating.md'), 'utf8');

/** The cells of every table row below a heading. */
function rowsOf(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  return rows.filter((cells, index) => !isRule(cells) && !isRule(rows[index + 1] ?? []));
}

const isRule = (cells: string[]) => cells.length > 0 && cells.every((cell) => /^-+$/.test(cell));
const codeIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('the page for operators', () => {
  const options = rowsOf('Options');
  /** Default by flag or variable, as the page has it. */
  const defaults = new Map(
    options.flatMap((cells) => {
      const names = cells.length === 4 ? [...codeIn(cells[0]), ...codeIn(cells[1])] : codeIn(cells[0]);
      return names.map((name): [string, string] => [name, cells.at(-2) ?? '']);
    }),
  );

  test('lists every variable, and none that there is not', () => {
    const listed = [...defaults.keys()].filter((name) => name.startsWith('WASL_'));
    expect(listed.sort()).toEqual([...variables].sort());
  });

  test('lists every flag, and none that there is not', async () => {
    const { output } = await runWasl(['gateway', '--help']);
    const flags = [...output.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
    expect(flags.length).toBeGreaterThan(5);
    expect([...defaults.keys()].filter((name) => name.startsWith('--')).sort()).toEqual(flags.sort());
  });

  test('names the defaults that are in force', () => {
    const config = readConfig({});
    expect({
      WASL_WORKERS: String(config.workers),
      WASL_DRAIN_MS: String(config.drainMs),
      WASL_PLANNING_DEADLINE_MS: String(config.planningDeadlineMs),
      WASL_DENIED_FIELDS: config.deniedFields,
      WASL_DATA_DIR: config.dataDir,
    }).toEqual(
      Object.fromEntries(
        ['WASL_WORKERS', 'WASL_DRAIN_MS', 'WASL_PLANNING_DEADLINE_MS', 'WASL_DENIED_FIELDS', 'WASL_DATA_DIR'].map(
          (name) => [name, defaults.get(name)],
        ),
      ),
    );
  });

  test('lists every metric of ours, and none that there is not', async () => {
    const none = () => 0;
    const server = {
      worker: '1',
      inFlight: none,
      openStreams: none,
      openSockets: none,
      heldBytes: none,
      waitingForOwn: none,
      supergraph: () => '',
      publishedDocuments: none,
      waitingForPlanner: none,
    };
    const ofProcess = await createMetrics(createFigures(), server).getMetricsAsJSON();
    const ofPrimary = (await createGatewayMetrics({ serving: none, deaths: none }).read()).text;
    const ofAll = [...ofPrimary.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
    const there = [...ofProcess.map(({ name }) => name), ...ofAll];
    const listed = rowsOf('Metrics').flatMap(([name]) => codeIn(name));
    const ours = (names: string[]) => names.filter((name) => name.startsWith('wasl_')).sort();
    expect(ours(listed)).toEqual(ours(there));
    expect(listed.filter((name) => !there.includes(name))).toEqual([]);
  });

  test('tells of every error code that the gateway answers with', () => {
    const folder = join(root, 'gateway/src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const sources = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const codes = Object.keys(errors).filter((code) => sources.includes(`'${code}'`));
    const listed = rowsOf('Error codes').flatMap(([cell]) => codeIn(cell));
    expect(codes.length).toBeGreaterThan(15);
    expect(listed.sort()).toEqual(codes.sort());
  });

  test('is linked from the README', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('](docs/operating.md)');
  });
});
