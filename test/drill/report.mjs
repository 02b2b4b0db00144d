// What became of the load during each event, as a table.

/**
 * One event's row.
 * @param {{ name: string, isSpared: boolean, reads: object[], writes: object[], beganAt: number, endedAt: number }} drilled
 */
export function rowOf({ name, isSpared, reads, writes, beganAt, endedAt }) {
  const marred = reads.filter(({ kind, end }) => kind !== 'whole' && end >= beganAt);
  const lastMarred = Math.max(beganAt, ...marred.map(({ end }) => end));
  return {
    name,
    isSpared,
    reads: reads.length,
    partial: reads.filter(({ kind }) => kind === 'partial').length,
    lost: reads.filter(({ kind }) => kind === 'lost').length,
    writes: writes.length,
    unanswered: writes.filter(({ kind }) => kind !== 'whole').length,
    p99: quantile(reads, 0.99),
    worst: quantile(reads, 1),
    tookMs: endedAt - beganAt,
    recoveryMs: lastMarred - beganAt,
    why: [...new Set([...reads, ...writes].flatMap(({ why }) => (why === undefined ? [] : [why])))].sort(),
  };
}

const columns = [
  ['what happened', ({ name }) => name],
  ['took', ({ tookMs }) => seconds(tookMs)],
  ['reads', ({ reads }) => reads],
  ['lost', ({ lost }) => lost],
  ['partly null', ({ partial }) => partial],
  ['whole again after', ({ recoveryMs }) => (recoveryMs === 0 ? '–' : seconds(recoveryMs))],
  ['p99', ({ p99 }) => `${Math.round(p99)} ms`],
  ['slowest', ({ worst }) => `${Math.round(worst)} ms`],
  ['writes', ({ writes }) => writes],
  ['not answered', ({ unanswered }) => unanswered],
  ['what they said', ({ why }) => why.join('; ')],
];

/** The rows as a Markdown table. */
export function tableOf(rows) {
  const lines = [
    columns.map(([title]) => title),
    columns.map((_, at) => (at === 0 || at === columns.length - 1 ? '---' : '---:')),
  ];
  for (const row of rows) lines.push(columns.map(([, cell]) => String(cell(row))));
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function seconds(ms) {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function quantile(requests, share) {
  const sorted = requests.map(({ ms }) => ms).sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
