// The thread of a subgraph that means well: one field, and for `lines` thirty megabytes of them, as they were asked for.
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const { field, lineCount } = workerData;
const line = JSON.stringify({ text: 'x'.repeat(108) });
const value = field === 'lines' ? `[${Array.from({ length: lineCount }, () => line).join()}]` : '1';
const body = Buffer.from(`{"data":{"${field}":${value}}}`);

const server = createServer((request, response) => {
  const head = { 'content-type': 'application/json', 'content-length': body.length };
  request.resume().on('end', () => response.writeHead(200, head).end(body));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}/graphql`));
