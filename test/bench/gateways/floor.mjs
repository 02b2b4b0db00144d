// The bare transport: an HTTP server that makes a scenario's fetches and merges their JSON. It knows no GraphQL, checks
// nothing and follows steps written by hand: what a gateway costs beyond this is the gateway's own work.
// Started as `node floor.mjs <scenario> <port> <subgraph addresses as JSON>`.
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { scenarios } from '../scenarios/index.mjs';

const [id, port, urls] = process.argv.slice(2);
const pools = Object.fromEntries(
  Object.entries(JSON.parse(urls)).map(([name, url]) => [name, new Pool(new URL(url).origin)]),
);
const stages = scenarios.find((scenario) => scenario.id === id).floor.map((stage) => stage.map(prepareStep));

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(JSON.parse(Buffer.concat(chunks)), response));
});
server.keepAliveTimeout = 120_000;
process.once('SIGTERM', () => process.exit());
server.listen(Number(port), '127.0.0.1');

async function answer({ variables }, response) {
  const data = {};
  for (const stage of stages) await Promise.all(stage.map((step) => step(data, variables)));
  const json = JSON.stringify({ data });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}

function prepareStep(step) {
  return step.query ? prepareRoot(step) : prepareEntities(step);
}

function prepareRoot({ subgraph, query }) {
  const head = `{"query":${JSON.stringify(query)},"variables":`;
  return async (data, variables) =>
    Object.assign(data, await post(subgraph, `${head}${JSON.stringify(variables ?? {})}}`));
}

function prepareEntities({ subgraph, at, type, key, fields }) {
  const query = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${fields} } } }`;
  const head = `{"query":${JSON.stringify(query)},"variables":{"representations":[`;
  const keyOf = (entity) => {
    let json = `{"__typename":"${type}"`;
    for (const name of key) json += `,"${name}":${JSON.stringify(entity[name])}`;
    return `${json}}`;
  };
  return async (data) => {
    const wanted = new Map();
    collect(data, at, 0, (entity) => addTo(wanted, keyOf(entity), entity));
    const { _entities } = await post(subgraph, `${head}${[...wanted.keys()].join()}]}}`);
    let position = 0;
    for (const entities of wanted.values()) {
      const found = _entities[position++];
      for (const entity of entities) Object.assign(entity, found);
    }
  };
}

function addTo(wanted, key, entity) {
  const entities = wanted.get(key);
  if (entities === undefined) wanted.set(key, [entity]);
  else entities.push(entity);
}

function collect(value, path, depth, found) {
  if (depth === path.length) found(value);
  else if (path[depth] === '@') for (const item of value) collect(item, path, depth + 1, found);
  else collect(value[path[depth]], path, depth + 1, found);
}

async function post(subgraph, body) {
  const answered = await pools[subgraph].request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return (await answered.body.json()).data;
}
