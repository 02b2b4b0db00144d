import type { WebSocket } from 'ws';

/** Messages, pings and pongs that are read from one socket in a second; no client that waits for answers comes near. */
const mostPerSecond = 1_000;
const secondMs = 1_000;

/**
 * Reads a socket no faster than `most` messages a second: the rest waits where it came from. Each costs little, but whoever sends a million
 * pings would have the process read nothing else.
 */
export function paceMessages(socket: WebSocket, most = mostPerSecond): void {
  let since = -Infinity;
  let count = 0;
  const take = () => {
    const now = performance.now();
    if (now - since >= secondMs) [since, count] = [now, 0];
    count += 1;
    if (count <= most || socket.isPaused) return;
    socket.pause();
    setTimeout(() => socket.resume(), since + secondMs - now).unref();
  };
  socket.on('message', take).on('ping', take).on('pong', take);
}
