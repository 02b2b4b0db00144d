// `node test/bench/check.mjs`: how long `wasl check` takes on the national graph, and on 100 subgraphs with 10,000 types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ministries = 100;
const typesOfEach = 100;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** One ministry's subgraph: an entity of its own, which refers to its neighbour's, and types that hang on it, each with a rule. */
function sdlOf(number) {
  const links = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated", "@composeDirective"])
    @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@noRecord"])
  directive @noRecord(because: String!) on OBJECT | FIELD_DEFINITION`;
  const neighbour = `Office${(number + 1) % ministries}`;
  const names = Array.from({ length: typesOfEach - 1 }, (_, index) => `Office${number}Part${index}`);
  const rule = '@authenticated @noRecord(because: "invented for the bench")';
  const parts = names.map((name) => `type ${name} ${rule} { id: ID! title: String count: Int }`);
  return `${links}
  type Query { office${number}: Office${number} @authenticated }
  type Office${number} @key(fields: "id") ${rule} {
    id: ID!
    neighbour: ${neighbour}
    ${names.map((name, index) => `part${index}: ${name}`).join('\n    ')}
  }
  type ${neighbour} @key(fields: "id", resolvable: false) ${rule} { id: ID! }
  ${parts.join('\n  ')}
  `;
}

function timed(title, aimSeconds, args) {
  const startedAt = performance.now();
  const wasl = spawnSync(process.execPath, [join(root, 'gateway/bin/wasl.js'), 'check', ...args], { encoding: 'utf8' });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const first = (wasl.stderr || wasl.stdout).split('\n')[0];
  process.stdout.write(`${title}: ${seconds} s (aim ${aimSeconds} s), exit code ${wasl.status}: ${first}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'wasl-check-'));
try {
  timed('the national graph', 5, [join(root, 'schema/subgraphs')]);
  const sources = join(folder, 'subgraphs');
  mkdirSync(sources);
  for (let number = 0; number < ministries; number += 1)
    writeFileSync(join(sources, `office${number}.graphql`), sdlOf(number));
  const others = ['--with', sources, '--against', join(folder, 'none.graphql')];
  timed(`${ministries} subgraphs, ${ministries * typesOfEach} types`, 30, [
    join(sources, 'office0.graphql'),
    ...others,
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
