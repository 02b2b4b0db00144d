import { isJsonObject } from '../../core/jsonObject.ts';

/** A subgraph's refusal of a request that it could not verify to be the gateway's. */
export interface Distrust {
  /** One of the specification's reasons, or `other`. */
  reason: string;
  /** Seconds by which the subgraph's clock is ahead of ours; undefined where it did not send its time. */
  clockAheadSeconds: number | undefined;
}

/** Called for each request that a subgraph could not verify. */
export type OnDistrust = (subgraph: string, distrust: Distrust) => void;

const knownReasons: readonly string[] = [
  'unsigned',
  'malformed',
  'wrong_audience',
  'unknown_key',
  'signature',
  'assertion',
  'expired',
  'clock',
  'lifetime',
  'digest',
  'replayed',
  'full',
];
/** With a clock difference of more seconds, the clock is reported as the reason, whatever reason the subgraph gave. */
const clockToleranceSeconds = 5;
/** Most characters of an answer that may be such a refusal. */
const longest = 10_000;

/** Reads a subgraph's refusal to trust a request: 401 with CALLER_NOT_VERIFIED. Undefined for any other answer. */
export function readDistrust(status: number, body: string, nowMs = Date.now()): Distrust | undefined {
  if (status !== 401 || body.length > longest || !body.includes('CALLER_NOT_VERIFIED')) return undefined;
  const extensions = extensionsOf(body);
  if (extensions?.['code'] !== 'CALLER_NOT_VERIFIED') return undefined;
  return distrustOf(extensions['reason'], extensions['time'], nowMs);
}

/** Reads the same refusal from the reason with which a WebSocket was closed: `CALLER_NOT_VERIFIED expired 1700000000`. */
export function readCloseReason(text: string, nowMs = Date.now()): Distrust | undefined {
  const [code, reason, time] = text.split(' ');
  return code === 'CALLER_NOT_VERIFIED'
    ? distrustOf(reason, time === undefined ? undefined : Number(time), nowMs)
    : undefined;
}

function distrustOf(reason: unknown, time: unknown, nowMs: number): Distrust {
  const isTime = typeof time === 'number' && Number.isFinite(time);
  const clockAheadSeconds = isTime ? Math.round(time - nowMs / 1_000) : undefined;
  const isClock =
    (reason === 'expired' || reason === 'clock') && Math.abs(clockAheadSeconds ?? 0) > clockToleranceSeconds;
  const said = knownReasons.find((word) => word === reason) ?? 'other';
  return { reason: isClock ? 'clock' : said, clockAheadSeconds };
}

function extensionsOf(body: string): Record<string, unknown> | undefined {
  try {
    const { errors } = JSON.parse(body) as { errors?: { extensions?: unknown }[] };
    const extensions = errors?.[0]?.extensions;
    return isJsonObject(extensions) ? extensions : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds between two log lines for the same reason. */
const quietMs = 10_000;

/** Logs such refusals: at once, then at most every ten seconds for the same subgraph and reason. */
export function createDistrustLog(warn: (message: string, about: Record<string, unknown>) => void): OnDistrust {
  const quietUntil = new Map<string, number>();
  return (subgraph, { reason, clockAheadSeconds }) => {
    const key = `${subgraph} ${reason}`;
    const now = performance.now();
    if (now < (quietUntil.get(key) ?? 0)) return;
    quietUntil.set(key, now + quietMs);
    warn(`a subgraph did not verify the gateway's request${adviceFor(reason)}`, {
      subgraph,
      reason,
      clockAheadSeconds,
    });
  };
}

function adviceFor(reason: string): string {
  switch (reason) {
    case 'clock':
      return ': the clocks of gateway and subgraph differ';
    case 'unsigned':
      return ': set WASL_GATEWAY_SECRET';
    case 'unknown_key':
      return ': it does not hold the key of this epoch';
    default:
      return '';
  }
}
