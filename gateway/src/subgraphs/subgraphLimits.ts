/** How far one subgraph may be relied on, and how it is spared. */
export interface SubgraphLimits {
  /** Milliseconds from asking to the end of the answer, with waiting and retries; never more than the client's request has left. Default 10 000. */
  deadlineMs: number;
  /** Most connections, each with one request at a time: the subgraph's share of the gateway's places. Default 128. */
  connections: number;
  /** Most requests that wait for a connection; further ones fail at once. Default 384. */
  queue: number;
  /** Share of failures among the requests of ten seconds, in percent, above which it is not asked for a while; 0 for never. Default 80. */
  breakerPercent: number;
  /** Milliseconds for which it is then not asked. Default 5 000. */
  breakerPauseMs: number;
  /** Repeated questions, in percent of the requests; 0 for none. Default 10. */
  retryPercent: number;
  /** Milliseconds after which a question without an answer is asked a second time beside the first; 0 for never. Default 0. */
  hedgeMs: number;
  /** Most subscriptions at it at once; further ones fail at once. Default 500. */
  streams: number;
}

export const defaultLimits: Readonly<SubgraphLimits> = {
  deadlineMs: 10_000,
  connections: 128,
  // With the connections about half of the 1 000 requests that a gateway serves at once: one slow ministry leaves the other half free.
  queue: 384,
  // Generous: a ministry of whose answers half fail is still worth asking.
  breakerPercent: 80,
  breakerPauseMs: 5_000,
  retryPercent: 10,
  hedgeMs: 0,
  // Half of those that a gateway serves at once.
  streams: 500,
};

export const limitNames = Object.keys(defaultLimits) as (keyof SubgraphLimits)[];
