import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { createFigures } from '@wasl/gateway/telemetry/figures';
import { createMetrics } from '@wasl/gateway/telemetry/metrics';
import { createGatewayMetrics } from '@wasl/gateway/workers/gatewayMetrics';
import { beforeAll, describe, expect, test } from 'vitest';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const rules = read('docs/operations/alerts.yml');
const runbook = read('docs/runbook.md');
const arabic = /\p{Script=Arabic}{3,}/u;

interface Alert {
  name: string;
  expr: string;
  fields: Map<string, string>;
}

/** The file has one key a line, so that it can be read without a parser of YAML. */
const alerts: Alert[] = rules
  .split(/^ {6}- alert: /m)
  .slice(1)
  .map((text) => {
    const [name = '', ...lines] = text.split('\n');
    const fields = new Map(
      lines.flatMap((line) => {
        const [, key, value = ''] = /^ {8,10}(\w+): (.+)$/.exec(line) ?? [];
        return key === undefined ? [] : [[key, value.replace(/^'(.*)'$/, '$1').replaceAll("''", "'")] as const];
      }),
    );
    return { name, expr: fields.get('expr') ?? '', fields };
  });

interface Panel {
  type: string;
  title: string;
  targets?: { expr: string }[];
}
const { panels } = JSON.parse(read('docs/operations/dashboard.json')) as { panels: Panel[] };

/** Names as Prometheus stores them, and the labels that the page for operators gives each. */
const names = new Set<string>(['up']);
const labels = new Map<string, string[]>();
beforeAll(async () => {
  const none = () => 0;
  const ofProcess = createMetrics(createFigures(), {
    worker: '1',
    inFlight: none,
    openStreams: none,
    openSockets: none,
    heldBytes: none,
    waitingForOwn: none,
    supergraph: () => '',
    publishedDocuments: none,
    waitingForPlanner: none,
  });
  const ofPrimary = (await createGatewayMetrics({ serving: none, deaths: none }).read()).text;
  for (const [, name = '', type = ''] of [
    ...(await ofProcess.metrics()).matchAll(/^# TYPE (\S+) (\S+)/gm),
    ...ofPrimary.matchAll(/^# TYPE (\S+) (\S+)/gm),
  ]) {
    const stored = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name];
    for (const each of stored) names.add(each);
  }
  const table = read('docs/operating.md').split('\n## Metrics\n')[1]?.split('\n## ')[0] ?? '';
  for (const [, name = '', told = ''] of table.matchAll(/^\| `(\w+)` +\|([^|]*)\|/gm))
    labels.set(
      name,
      [...told.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
    );
});

const metricsIn = (expr: string) => [...expr.matchAll(/\b(?:up|(?:wasl|process|nodejs)_\w+)\b/g)].map(([name]) => name);
const ofScraping = ['le', 'job', 'instance'];

/** Labels that are matched or grouped by, with the metrics that are in the same expression. */
function unknownLabelsIn(expr: string): string[] {
  const selected = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
    [...inner.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  );
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inner = '']) => inner.split(/,\s*/));
  const known = metricsIn(expr).flatMap((name) => labels.get(name.replace(/_(?:bucket|sum|count)$/, '')) ?? []);
  return [...selected, ...grouped].filter((label) => ![...ofScraping, ...known].includes(label));
}

function expectKnown(expr: string): void {
  expect(metricsIn(expr).length, expr).toBeGreaterThan(0);
  expect(
    metricsIn(expr).filter((name) => !names.has(name)),
    expr,
  ).toEqual([]);
  expect(unknownLabelsIn(expr), expr).toEqual([]);
  expect([...expr].filter((sign) => sign === '(').length, expr).toBe([...expr].filter((sign) => sign === ')').length);
}

describe('the alert rules', () => {
  test('ask for metrics and labels that there are', () => {
    expect(alerts.length).toBeGreaterThan(15);
    for (const { expr } of alerts) expectKnown(expr);
  });

  test('are told in both languages, with what to do', () => {
    for (const { name, fields } of alerts) {
      expect(fields.get('severity'), name).toMatch(/^(?:critical|warning|info)$/);
      expect(fields.get('for'), name).toMatch(/^\d+m$/);
      for (const key of ['summary', 'description']) {
        expect(fields.get(key), name).toMatch(/[A-Za-z]{2}/);
        expect(fields.get(`${key}_ar`), name).toMatch(arabic);
      }
      expect(fields.get('runbook_url')).toBe(`docs/runbook.md#${name.toLowerCase()}`);
    }
  });

  test('have a section each in the runbook, which has no others', () => {
    const sections = runbook.split(/^### /m).slice(1);
    expect(sections.map((text) => text.split('\n')[0])).toEqual(alerts.map(({ name }) => name));
    for (const text of sections) {
      expect(text).toMatch(arabic);
      expect(text).toMatch(/^1\. /m);
    }
  });

  test('and the runbook name error codes and log lines that there are', () => {
    const operating = read('docs/operating.md');
    for (const [, code = ''] of (rules + runbook).matchAll(/\b([A-Z]{4,}(?:_[A-Z]+)+)\b/g))
      if (!code.startsWith('WASL_') && code !== 'ADMIN_PORT') expect(operating, code).toContain(code);
  });
});

test('the dashboard asks for metrics and labels that there are, under titles in both languages', () => {
  const charts = panels.filter(({ type }) => type === 'timeseries');
  expect(charts.length).toBeGreaterThan(15);
  for (const { title } of panels) expect(title).toMatch(arabic);
  for (const { targets = [] } of charts) for (const { expr } of targets) expectKnown(expr);
});

test('operators find all of it', () => {
  const operating = read('docs/operating.md');
  for (const link of ['(runbook.md)', '(operations/alerts.yml)', '(operations/dashboard.json)'])
    expect(operating).toContain(link);
  expect(read('README.md')).toContain('(docs/runbook.md)');
});
