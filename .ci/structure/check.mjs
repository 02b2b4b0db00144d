// Fails where the gateway's folders import one another in a circle, where something is imported upward, or where Prisma is used outside stores.
import { join, relative, sep } from 'node:path';
import { gateway, importsOf, readEdges, readFolders, root, sourcesIn } from './imports.mjs';

const problems = [...folderCycles(), ...upwardImports(), ...prismaOutsideStores()];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exit(1);
process.stdout.write(`${readFolders().size} folders of gateway/src depend one way; Prisma is used in stores alone.\n`);

/** One problem for each circle, with the imports that close it. */
function folderCycles() {
  const graph = readFolders();
  const edges = readEdges();
  const found = new Map();
  for (const start of graph.keys()) {
    const path = pathBack(start, graph);
    if (path) found.set([...path].sort().join(' '), path);
  }
  return [...found.values()].map((cycle) => {
    const steps = cycle.map((from, index) => [from, cycle[(index + 1) % cycle.length]]);
    const examples = steps.map(([from, to]) => {
      const edge = edges.find((item) => item.from === from && item.to === to);
      return `  ${relative(root, edge.file)} imports ${relative(root, edge.target)}`;
    });
    return `Folders import one another: ${[...cycle, cycle[0]].join(' → ')}\n${examples.join('\n')}`;
  });
}

/** The shortest way from a folder back to itself. */
function pathBack(start, graph) {
  const queue = [[start]];
  const seen = new Set();
  while (queue.length > 0) {
    const path = queue.shift();
    for (const next of graph.get(path.at(-1)) ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}

function upwardImports() {
  return readEdges().flatMap(({ file, target, from, to }) => {
    const place = `${relative(root, file)} imports ${relative(root, target)}`;
    if (from === 'core' && to !== 'core') return [`core/ imports nothing upward: ${place}`];
    if (relative(gateway, target) === join('cli', 'config.ts') && from !== 'cli')
      return [`config.ts is read by cli/ alone: ${place}`];
    return [];
  });
}

function prismaOutsideStores() {
  return sourcesIn(join(root, 'subgraphs'))
    .filter((file) => !isStore(relative(join(root, 'subgraphs'), file).split(sep)))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => /^@prisma\/client|^@wasl\/prisma\/|\/generated\//.test(specifier))
        .map((specifier) => `Prisma is used in stores alone: ${relative(root, file)} imports ${specifier}`),
    );
}

/** A subgraph's stores, and the kit's own database code. */
function isStore([name, ...path]) {
  return path.includes('stores') || (name === 'kit' && path.includes('database'));
}
