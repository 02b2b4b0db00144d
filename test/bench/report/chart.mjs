// The report's chart: CPU time per request as bars on a logarithmic scale, a group for each scenario.
const colours = {
  floor: '#8a8f98',
  wasl: '#0b6e4f',
  'wasl-open': '#6fae97',
  'wasl-unaudited': '#6fae97',
  'wasl-shared': '#6fae97',
  apollo: '#5b4b8a',
  hive: '#c77d0a',
  'hive-rust': '#b23a48',
  grafbase: '#2f6f9f',
};
const width = 860;
const [labelWidth, valueWidth, bar, gap, groupGap] = [300, 70, 16, 4, 38];

/** Draws the results as SVG. */
export function drawChart(results) {
  const micros = results.flatMap(({ rows }) => rows.map(({ warm }) => warm.cpuMicros));
  const [least, most] = [Math.min(...micros) / 2, Math.max(...micros)];
  const scale = (value) => (Math.log(value / least) / Math.log(most / least)) * (width - labelWidth - valueWidth);
  let y = 48;
  const groups = results.map(({ scenario, rows }) => {
    const heading = text(12, (y += 14), `(${scenario.id}) ${scenario.title}`, 'font-weight="600"');
    const bars = rows.map((row) => drawBar(row, (y += bar + gap), scale(row.warm.cpuMicros)));
    y += groupGap - bar;
    return [heading, ...bars].join('\n');
  });
  const style = 'font-family="system-ui, sans-serif" font-size="12" fill="#1c1e21"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" ${style}>
<title>CPU time per request</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${text(12, 26, 'CPU µs per request, logarithmic scale: less is better', 'font-size="15" font-weight="600"')}
${groups.join('\n')}
</svg>
`;
}

function drawBar({ id, title, warm }, y, length) {
  const rect = `<rect x="${labelWidth}" y="${y - bar + 4}" width="${length.toFixed(1)}" height="${bar}" rx="2" fill="${colours[id]}"/>`;
  const label = text(labelWidth - 8, y, title, 'text-anchor="end"');
  return [label, rect, text(labelWidth + length + 6, y, String(Math.round(warm.cpuMicros)))].join('\n');
}

function text(x, y, content, attributes = '') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${typeof x === 'number' ? Number(x.toFixed(1)) : x}" y="${y}" ${attributes}>${escaped}</text>`;
}
