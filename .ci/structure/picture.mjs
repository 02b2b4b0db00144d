// Draws docs/images/gateway.svg from the imports of gateway/src: `npm run picture`. With --check, fails when the committed picture is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFolders, root } from './imports.mjs';

const file = join(root, 'docs/images/gateway.svg');
const box = { width: 132, height: 40, gapX: 22, gapY: 56, margin: 60 };
/** What each folder is for, as docs/architecture.md says it. */
const purposes = {
  cli: 'the wasl command',
  workers: 'processes on one port',
  server: 'HTTP, SSE, WebSocket',
  pipeline: "a request's stages",
  authorization: 'field rules',
  policies: 'Cedar',
  records: 'record rules',
  audit: 'who saw what',
  planning: 'query plans',
  execution: 'compile, run, shape',
  nodes: 'node(id)',
  subgraphs: 'talk to subgraphs',
  supergraph: 'load and swap',
  registry: 'compose, check, matrix',
  telemetry: 'figures, /metrics',
  playground: 'the page',
  core: 'what all share',
};

const folders = readFolders();
const picture = draw(rank(folders), reduce(folders));
if (!process.argv.includes('--check')) writeFileSync(file, picture);
else if (readFileSync(file, 'utf8') !== picture) {
  process.stderr.write('docs/images/gateway.svg is not what the imports say: run `npm run picture`.\n');
  process.exit(1);
}

/** Rows from those that nothing imports; each folder stands just below the lowest that imports it. */
function rank(graph) {
  const ranks = new Map();
  const importersOf = (name) => [...graph].filter(([, targets]) => targets.has(name)).map(([from]) => from);
  const rankOf = (name) => {
    if (!ranks.has(name)) ranks.set(name, Math.max(-1, ...importersOf(name).map(rankOf)) + 1);
    return ranks.get(name);
  };
  for (const name of graph.keys()) rankOf(name);
  const rows = [];
  for (const [name, value] of ranks) (rows[value] ??= []).push(name);
  return rows.map((row) => row.sort());
}

/** Without the arrows that follow from others. */
function reduce(graph) {
  const reaches = (from, to) => [...graph.get(from)].some((next) => next === to || reaches(next, to));
  return [...graph].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)))
      .map((to) => [from, to]),
  );
}

function draw(rows, arrows) {
  const widest = Math.max(...rows.map(({ length }) => length));
  const width = widest * (box.width + box.gapX) - box.gapX + 2 * box.margin;
  const height = rows.length * (box.height + box.gapY) - box.gapY + 2 * box.margin;
  const places = new Map();
  rows.forEach((row, level) => {
    const left = (width - (row.length * (box.width + box.gapX) - box.gapX)) / 2;
    row.forEach((name, index) => {
      places.set(name, {
        x: left + index * (box.width + box.gapX),
        y: box.margin + level * (box.height + box.gapY),
      });
    });
  });
  const lines = arrows.sort().map(([from, to]) => arrow(places.get(from), places.get(to), width));
  const boxes = [...places].sort().map(([name, place]) => labelled(name, place));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Which folder of the gateway imports which" font-family="system-ui, sans-serif">
  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#5b6b7b"/></marker></defs>
  <rect width="${width}" height="${height}" fill="#fff"/>
${lines.join('\n')}
${boxes.join('\n')}
</svg>
`;
}

/** To the next row straight down; over further rows outside of what stands between, on the nearer side. */
function arrow(from, to, width) {
  if (to.y - from.y > box.height + box.gapY) return detour(from, to, width);
  const [x1, y1] = [from.x + box.width / 2, from.y + box.height];
  const [x2, y2] = [to.x + box.width / 2, to.y];
  const middle = (y1 + y2) / 2;
  return line(`M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`);
}

function detour(from, to, width) {
  const isLeft = from.x + box.width / 2 <= width / 2;
  const side = ({ x }) => (isLeft ? x : x + box.width);
  const lane = isLeft ? Math.min(from.x, to.x) - 70 : Math.max(from.x, to.x) + box.width + 70;
  const [y1, y2] = [from.y + box.height / 2, to.y + box.height / 2];
  return line(`M${side(from)} ${y1} C${lane} ${y1} ${lane} ${y2} ${side(to)} ${y2}`);
}

function line(path) {
  return `  <path d="${path}" fill="none" stroke="#5b6b7b" stroke-width="1.2" marker-end="url(#tip)"/>`;
}

function labelled(name, { x, y }) {
  const center = x + box.width / 2;
  return `  <rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6" fill="#eef6f3" stroke="#2b7a62"/>
  <text x="${center}" y="${y + 17}" text-anchor="middle" font-size="13" font-weight="600" fill="#12332a">${name}/</text>
  <text x="${center}" y="${y + 32}" text-anchor="middle" font-size="10.5" fill="#3d5a52">${purposes[name] ?? ''}</text>`;
}
