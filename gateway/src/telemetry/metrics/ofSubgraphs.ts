import type { Metric } from 'prom-client';
import { breakerStates, type Figures, type NeighbourState } from '../figures.ts';
import { counter, gauge, histogram } from '../plainMetric.ts';

/** How subgraphs fare. */
export function ofSubgraphs(figures: Figures): Metric[] {
  return [
    counter('wasl_subgraph_distrust_total', "Requests that subgraphs did not take for the gateway's", () =>
      figures.distrust.entries().map(([subgraph, reason, count]) => [{ subgraph, reason }, count]),
    ),
    histogram(
      'wasl_subgraph_request_duration_seconds',
      'Time from sending a request to a subgraph to the end of its answer',
      figures.subgraphRequests,
    ),
    counter('wasl_subgraph_failures_total', 'Requests that subgraphs did not answer with a GraphQL response', () =>
      figures.subgraphFailures.entries(),
    ),
    counter('wasl_subgraph_retries_total', 'Questions that were sent to a subgraph again', () =>
      figures.subgraphRetries.entries().map(([subgraph, reason, count]) => [{ subgraph, reason }, count]),
    ),
    gauge('wasl_subgraph_breakers', 'Workers in which a subgraph is asked, is not, or is tried', () =>
      breakersOf(figures.neighbours),
    ),
    gauge('wasl_subgraph_requests_in_flight', 'Requests under way to a subgraph', () =>
      sumBySubgraph(figures.neighbours, (one) => one.inFlight()),
    ),
    gauge('wasl_subgraph_connections', 'Connections to a subgraph, in use or not', () =>
      sumBySubgraph(figures.neighbours, (one) => one.connections()),
    ),
    gauge('wasl_subgraph_queue_depth', 'Requests that wait for a connection to a subgraph', () =>
      sumBySubgraph(figures.neighbours, (one) => one.waiting()),
    ),
  ];
}

function breakersOf(neighbours: Set<NeighbourState>): [Record<string, string>, number][] {
  return breakerStates.flatMap((state) =>
    sumBySubgraph(neighbours, (one) => (one.breaker() === state ? 1 : 0)).map(
      ([labels, count]): [Record<string, string>, number] => [{ ...labels, state }, count],
    ),
  );
}

/** Sums over versions of the supergraph, of which two are open while one takes over. */
function sumBySubgraph(
  neighbours: Set<NeighbourState>,
  read: (one: NeighbourState) => number,
): [Record<string, string>, number][] {
  const sums = new Map<string, number>();
  for (const one of neighbours) sums.set(one.subgraph, (sums.get(one.subgraph) ?? 0) + read(one));
  return [...sums].map(([subgraph, sum]) => [{ subgraph }, sum]);
}
