import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Most requests that may wait for those before them on one connection; beyond that it ends. */
const mostWaiting = 100;

/**
 * Answers the requests of one connection one after the other. Node begins them all at once: a client that sends thousands and reads no
 * answer would take every place. Who waits for each answer, as nearly all do, costs nothing. What comes behind an answer that ends the
 * connection is not begun (RFC 9112, 9.6): Node would run it, and nobody would hear what became of it.
 */
export function inTurn(answer: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    if (request.socket.writableEnded) return void request.socket.destroy();
    // A response has the connection from the start, or gets it when those before it are done.
    if (response.socket) return answer(request, response);
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > mostWaiting) return void socket.destroy();
    waiting.set(socket, count);
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      answer(request, response);
    });
  };
}
