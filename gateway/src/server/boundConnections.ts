import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { errors } from '@wasl/schema/errors.ts';

const body = JSON.stringify({ errors: [{ message: errors.OVERLOADED.en, extensions: { code: 'OVERLOADED' } }] });
const refusal = [
  'HTTP/1.1 503 Service Unavailable',
  'content-type: application/json; charset=utf-8',
  'retry-after: 1',
  'connection: close',
  `content-length: ${Buffer.byteLength(body)}`,
  '',
  body,
].join('\r\n');

/** Refuses connections beyond `most`: they are answered with 503 unread. */
export function boundConnections(server: Server, most = Infinity): void {
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    if (open <= most) return;
    socket.end(refusal);
    // A client that goes on sending would hold the descriptor.
    socket.destroySoon();
  });
}
