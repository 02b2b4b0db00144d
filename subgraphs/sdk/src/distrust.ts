import { sdkFailure, type SubgraphError } from './errors.ts';

/** Why a request is not taken for one of the gateway's: the words of logs, metrics and `extensions.reason`. */
export const distrustReasons = [
  /** A header of the signature, or the assertion, is missing. */
  'unsigned',
  /** What is there has not the form that the specification gives it. */
  'malformed',
  /** Signed, or the assertion addressed, for another subgraph. */
  'wrong_audience',
  /** Signed with the key of an epoch that this subgraph does not hold. */
  'unknown_key',
  /** The request, or its assertion, was altered, or signed with another key. */
  'signature',
  /** The assertion is not the gateway's. */
  'assertion',
  /** Made longer ago than it may be. */
  'expired',
  /** Made in the future: the clocks differ. */
  'clock',
  /** The assertion has no end, or lasts longer than it may. */
  'lifetime',
  /** The body is not the one that was signed. */
  'digest',
  /** A mutation that came before. */
  'replayed',
  /** More mutations than can be told apart: refused rather than run twice. */
  'full',
] as const;
export type DistrustReason = (typeof distrustReasons)[number];

/**
 * The failure of a request that no gateway vouches for. It tells this subgraph's time, by which a gateway sees that the clocks
 * differ.
 */
export function distrust(reason: DistrustReason, nowMs: number): SubgraphError {
  return sdkFailure('CALLER_NOT_VERIFIED', { reason, time: Math.floor(nowMs / 1_000) });
}

/** How often requests were refused, by reason. */
export interface DistrustCounts {
  count(error: unknown): void;
  /** In Prometheus' text form. */
  metrics(): string;
}

/** Milliseconds between two log lines of one reason: whoever sends refused requests does not fill the disk. */
const quietMs = 10_000;

/** Counts refusals, and tells each reason at once and then at most every ten seconds, with how often it was since. */
export function countDistrust(
  subgraph: string,
  warn: (line: Record<string, unknown>) => void = (line) => void process.stderr.write(`${JSON.stringify(line)}\n`),
): DistrustCounts {
  const totals = new Map<DistrustReason, number>();
  const untold = new Map<DistrustReason, { times: number; quietUntil: number }>();
  return {
    count(error) {
      const reason = reasonOf(error);
      if (reason === undefined) return;
      totals.set(reason, (totals.get(reason) ?? 0) + 1);
      const known = untold.get(reason) ?? { times: 0, quietUntil: 0 };
      untold.set(reason, known);
      known.times += 1;
      if (performance.now() < known.quietUntil) return;
      warn({ level: 'warn', subgraph, message: 'a request was not verified', reason, times: known.times });
      known.times = 0;
      known.quietUntil = performance.now() + quietMs;
    },
    metrics: () =>
      [
        '# HELP wasl_unverified_requests_total Requests that no gateway vouched for',
        '# TYPE wasl_unverified_requests_total counter',
        ...[...totals].map(
          ([reason, count]) =>
            `wasl_unverified_requests_total{subgraph=${JSON.stringify(subgraph)},reason="${reason}"} ${count}`,
        ),
        '',
      ].join('\n'),
  };
}

function reasonOf(error: unknown): DistrustReason | undefined {
  const { code, details } = error as Partial<SubgraphError>;
  return code === 'CALLER_NOT_VERIFIED' ? distrustReasons.find((word) => word === details?.['reason']) : undefined;
}
