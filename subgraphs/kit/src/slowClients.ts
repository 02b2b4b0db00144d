/** For Fastify, which would wait for ever: milliseconds that a client may take to send its headers, and its whole request. */
export const slowClients = {
  requestTimeout: 30_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
};
