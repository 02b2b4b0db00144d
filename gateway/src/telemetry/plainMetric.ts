import type { Metric } from 'prom-client';
import { durationBounds, type DurationFamily, type Durations } from './durations.ts';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  labels: Labels;
  value: number;
  /** Set where it differs from the metric's name, as in the parts of a histogram. */
  metricName?: string;
}

/** What prom-client's registries read of a metric; its types allow only its own classes. */
interface PlainMetric {
  name: string;
  get(): Promise<{ name: string; help: string; type: string; aggregator: string; values: Sample[] }>;
}

/** A counter that is read on collection: a number, or numbers by label values. */
export function counter(name: string, help: string, read: () => Iterable<[Labels, number]> | number): Metric {
  return plainMetric(name, help, 'counter', () => samplesOf(read()));
}

/** A gauge that is read on collection; over several workers it is summed. */
export function gauge(name: string, help: string, read: () => Iterable<[Labels, number]> | number): Metric {
  return plainMetric(name, help, 'gauge', () => samplesOf(read()));
}

/** Durations as a histogram. Label values without observations are left out: there may be a hundred subgraphs. */
export function histogram(name: string, help: string, family: DurationFamily<string>): Metric {
  return plainMetric(name, help, 'histogram', () =>
    [...family.entries()].flatMap(([labels, durations]) =>
      durations.counts.some((count) => count > 0) ? bucketsOf(name, labels, durations) : [],
    ),
  );
}

function plainMetric(name: string, help: string, type: string, read: () => Sample[]): Metric {
  const metric: PlainMetric = {
    name,
    get: async () => ({ name, help, type, aggregator: 'sum', values: read() }),
  };
  return metric as unknown as Metric;
}

function samplesOf(read: Iterable<[Labels, number]> | number): Sample[] {
  if (typeof read === 'number') return [{ labels: {}, value: read }];
  return [...read].map(([labels, value]) => ({ labels, value }));
}

/** Prometheus buckets are cumulative. */
function bucketsOf(name: string, labels: Labels, { counts, sum }: Durations): Sample[] {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    const le = String(durationBounds[index] ?? '+Inf');
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
