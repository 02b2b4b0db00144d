import type { ServerResponse } from 'node:http';

/** Connections that are kept for the next request until the server is about to stop. */
export interface KeptConnections {
  /** Follows an answer from its request on. */
  follow(response: ServerResponse): void;
  /** From now on each connection ends with its answer, also where that is being worked on already. */
  letGo(): void;
}

/** Follows the answers of one server. */
export function followConnections(): KeptConnections {
  const unanswered = new Set<ServerResponse>();
  let keeps = true;
  return {
    follow(response) {
      response.shouldKeepAlive = keeps;
      unanswered.add(response);
      response.once('close', () => unanswered.delete(response));
    },
    letGo() {
      keeps = false;
      for (const response of unanswered) response.shouldKeepAlive = false;
    },
  };
}
