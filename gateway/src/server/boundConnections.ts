import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Holdings } from '../pipeline/shares.ts';
import { networkOf } from './clientAddress.ts';
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

/** Refuses connections beyond `most`, and those beyond what one address may have: they are answered with 503 unread. */
export function boundConnections(server: Server, most = Infinity, ofAddress?: Holdings): void {
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open += 1;
    const address = ofAddress?.isBounded && socket.remoteAddress ? networkOf(socket.remoteAddress) : undefined;
    const isTheirs = ofAddress?.mayTake(address) ?? true;
    socket.once('close', () => {
      open -= 1;
      if (isTheirs) ofAddress?.leave(address);
    });
    if (open <= most && isTheirs) return;
    socket.end(refusal);
    // A client that goes on sending would hold the descriptor.
    socket.destroySoon();
  });
}
