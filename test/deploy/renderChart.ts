import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { parse } from 'yaml';

/** A Kubernetes object, as far as the tests read it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  // What is below differs from kind to kind.
  // oxlint-disable-next-line typescript/no-explicit-any
  spec: any;
}

/** A chart's values, or a part of them. */
export interface Values {
  [name: string]: unknown;
}

export const chart = join(root, 'gateway/deploy/chart');
const templates = ['gateway.yaml', 'subgraphs.yaml', 'migrate.yaml', 'networkPolicies.yaml'];

/** The least that an installation has to say. */
export const leastValues: Values = {
  tokens: { jwksUrl: 'https://id.example/jwks', issuer: 'https://id.example', audience: 'wasl' },
};

/** Whether this machine has kubectl. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** The values that come with the chart, with an installation's own in their place, as Helm merges them: lists are replaced. */
export function valuesWith(own: Values): Values {
  return merged(parse(readFileSync(join(chart, 'values.yaml'), 'utf8')) as Values, own);
}

/**
 * Renders the chart by Go's own template engine, which kubectl has: Helm's is the same with more functions, and the chart uses none of
 * these. kubectl reads the result as YAML, too.
 */
export function renderChart(release: string, own: Values = leastValues): KubernetesObject[] {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-chart-'));
  try {
    const given = join(folder, 'given.json');
    const metadata = { name: 'given' };
    const object = { apiVersion: 'v1', kind: 'Given', metadata, Release: { Name: release }, Values: valuesWith(own) };
    writeFileSync(given, JSON.stringify(object));
    const parts = readFileSync(join(chart, 'templates/_parts.tpl'), 'utf8');
    return templates.flatMap((name) => {
      const template = join(folder, name);
      writeFileSync(template, parts + readFileSync(join(chart, 'templates', name), 'utf8'));
      const rendered = kubectl('-f', given, '-o', `go-template-file=${template}`);
      const objects = join(folder, `rendered-${name}`);
      writeFileSync(objects, rendered);
      const list = kubectl('-f', objects, '-o', 'json');
      return readObjects(list);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function merged(values: Values, own: Values): Values {
  const changed = Object.entries(own).map(([name, value]) => {
    const present = values[name];
    return [name, isTable(present) && isTable(value) ? merged(present, value) : value] as const;
  });
  return { ...values, ...Object.fromEntries(changed) };
}

function isTable(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads files without any cluster: what it labels stays here. */
function kubectl(...flags: string[]): string {
  const { status, stdout, stderr } = spawnSync('kubectl', ['label', '--local', 'read=yes', ...flags], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** One JSON text after the other, each ending with a brace at the start of a line. */
function readObjects(text: string): KubernetesObject[] {
  const texts = text.split(/(?<=^\})\n/m).filter((part) => part.trim() !== '');
  return texts.map((part) => JSON.parse(part) as KubernetesObject);
}
