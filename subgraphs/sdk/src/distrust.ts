import { sdkFailure, type SubgraphError } from './errors.ts';

/** Why a request could not be verified: the reasons in logs, metrics and `extensions.reason`. */
export const distrustReasons = [
  /** A header of the signature, or the assertion, is missing. */
  'unsigned',
  /** A header does not have the specified form. */
  'malformed',
  /** Signed for another subgraph, or with an assertion for another one. */
  'wrong_audience',
  /** Signed with the key of an epoch that this subgraph does not hold. */
  'unknown_key',
  /** The request, or its assertion, was altered, or signed with another key. */
  'signature',
  /** The assertion is not the gateway's. */
  'assertion',
  /** Too old. */
  'expired',
  /** Made in the future: the clocks differ. */
  'clock',
  /** The assertion does not expire, or is valid for too long. */
  'lifetime',
  /** The body is not the one that was signed. */
  'digest',
  /** A mutation that was sent before. */
  'replayed',
  /** Too many mutations to recognise repetitions: refused rather than possibly run twice. */
  'full',
] as const;
export type DistrustReason = (typeof distrustReasons)[number];

/**
 * The failure of a request that could not be verified. It includes this subgraph's time, by which the gateway can detect that the clocks
 * differ.
 */
export function distrust(reason: DistrustReason, nowMs: number): SubgraphError {
  return sdkFailure('CALLER_NOT_VERIFIED', { reason, time: Math.floor(nowMs / 1_000) });
}

/** Counts of refused requests, by reason. */
export interface DistrustCounts {
  count(error: unknown): void;
  /** In Prometheus' text format. */
  metrics(): string;
}

/** Milliseconds between two log lines of one reason, so that a flood of refused requests does not fill the disk. */
const quietMs = 10_000;

/** Counts refusals and logs them: each reason at once, then at most every ten seconds with the number since. */
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
