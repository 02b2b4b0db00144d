import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';

/** A Kubernetes object, as far as the tests read it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  // What is below differs from kind to kind.
  // oxlint-disable-next-line typescript/no-explicit-any
  spec: any;
}

const chart = join(root, 'gateway/deploy/chart');
const templates = ['gateway.yaml', 'subgraphs.yaml', 'migrate.yaml', 'networkPolicies.yaml'];

/** Whether this machine has kubectl. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/**
 * Renders the chart by Go's own template engine, which kubectl has: Helm's is the same with more functions, and the chart uses none of
 * these. kubectl reads the result as YAML, too. `change` edits the values before.
 */
export function renderChart(
  release: string,
  change: (values: string) => string = (values) => values,
): KubernetesObject[] {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-chart-'));
  try {
    const values = indented(change(readFileSync(join(chart, 'values.yaml'), 'utf8')));
    const given = join(folder, 'given.yaml');
    writeFileSync(
      given,
      `apiVersion: v1\nkind: Given\nmetadata: { name: given }\nRelease: { Name: ${release} }\nValues:\n${values}`,
    );
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

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
