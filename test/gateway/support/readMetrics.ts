/** What `/metrics` says at one moment. */
export interface Metrics {
  /** The sum of the samples of a name that have these labels; 0 when there is none. */
  value(name: string, labels?: Record<string, string>): number;
  /** The labels of every sample of a name. */
  labels(name: string): Record<string, string>[];
  /** Names as they are declared, with their types. */
  types: Map<string, string>;
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads `/metrics` of a gateway. */
export async function readMetrics(origin: string): Promise<Metrics> {
  const response = await fetch(`${origin}/metrics`);
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  const lines = (await response.text()).split('\n');
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#')).map(readSample);
  const ofName = (name: string) => samples.filter((sample) => sample.name === name);
  return {
    value: (name, labels = {}) =>
      ofName(name)
        .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
        .reduce((sum, { value }) => sum + value, 0),
    labels: (name) => ofName(name).map((sample) => sample.labels),
    types: new Map(lines.flatMap((line) => (line.startsWith('# TYPE ') ? [typeOf(line)] : []))),
  };
}

function typeOf(line: string): [string, string] {
  const [, , name = '', type = ''] = line.split(' ');
  return [name, type];
}

function readSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '') throw new Error(`That is no sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}
