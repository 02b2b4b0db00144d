const columns = [
  'thrown by one caller',
  "others' p50, p99 usually",
  'beside each of them once',
  'as many trivial ones',
  'what became of them',
  'beside them without a pause',
  'as many trivial ones',
  'what became of them',
  'others failed',
  'most memory',
];

export const heading = `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;

/** One kind of bombs as a line of the table. */
export function lineOf(row) {
  const { usual, lightOnce, besideOnce, besideFlood, lightFlood } = row;
  const held = (seen) => `${times(seen)}, × ${(seen.p99Ms / usual.p99Ms).toFixed(1)}`;
  const beside = [lightOnce, besideOnce, besideFlood, lightFlood];
  const sum = (key) => beside.reduce((total, seen) => total + seen[key], 0);
  const cells = [
    row.name,
    times(usual),
    held(besideOnce),
    held(lightOnce),
    `${became(row.thrown)}, in ${row.onceSeconds.toFixed(1)} s`,
    held(besideFlood),
    held(lightFlood),
    `${became(row.flooded)}, ${row.perSecond} a second`,
    `${sum('failed')} of ${sum('answered')}`,
    `${Math.round(row.mostBytes / 1_000_000)} MB`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const times = ({ p50Ms, p99Ms }) => `${p50Ms.toFixed(0)}, ${p99Ms.toFixed(0)} ms`;

function became(outcomes) {
  const most = [...outcomes].sort(([, one], [, other]) => other - one);
  return most.map(([what, count]) => `${count} ${what}`).join(', ');
}
