// The process of the replay subgraphs: one bare HTTP server for each, on a free port; it also counts what it is asked.
import { createServer } from 'node:http';
import { scenarios } from '../scenarios/index.mjs';
import { createReplay } from './createReplay.mjs';

let fetches = 0;
const scenario = scenarios.find(({ id }) => id === process.argv[2]);
const urls = {};
for (const [name, subgraph] of Object.entries(scenario.subgraphs)) urls[name] = await listen(createReplay(subgraph));

process.on('message', () => process.send({ fetches }));
process.on('disconnect', () => process.exit());
process.send({ urls });

function listen(answer) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      fetches += 1;
      respond(response, answer, chunks.length === 1 ? chunks[0].toString() : Buffer.concat(chunks).toString());
    });
  });
  server.keepAliveTimeout = 120_000;
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${server.address().port}/graphql`));
  });
}

function respond(response, answer, body) {
  let json;
  try {
    json = answer(body);
  } catch (error) {
    json = JSON.stringify({ errors: [{ message: error.message }] });
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}
