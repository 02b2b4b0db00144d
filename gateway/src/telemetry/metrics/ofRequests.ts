import type { Metric } from 'prom-client';
import type { Figures } from '../figures.ts';
import { counter, gauge, histogram } from '../plainMetric.ts';
import type { ServerGauges } from '../serverGauges.ts';

/** What callers ask for, and what they are answered. */
export function ofRequests(figures: Figures, server: ServerGauges): Metric[] {
  return [
    histogram('wasl_http_request_duration_seconds', 'Time from the request to the end of its answer', figures.http),
    gauge('wasl_requests_in_flight', 'Requests being answered', () => [[{ worker: server.worker }, server.inFlight()]]),
    gauge(
      'wasl_waiting_operations',
      'Operations that wait until others of their caller have ended',
      server.waitingForOwn,
    ),
    gauge('wasl_open_streams', 'Subscriptions being served', server.openStreams),
    gauge('wasl_held_bytes', 'Bytes of answers in flight', server.heldBytes),
    gauge('wasl_open_sockets', 'WebSockets that are open', server.openSockets),
    counter('wasl_shed_requests_total', 'Requests that gave way to more urgent ones', () => figures.shed.entries()),
    counter('wasl_rate_limited_total', 'Operations beyond a rate', () => figures.limits.refused.entries()),
    counter('wasl_rates_alone_total', 'Operations that were counted without Redis', () => figures.limits.countedAlone),
    gauge('wasl_redis_up', 'Workers that Redis answers', () =>
      figures.isRedisUp ? [[{}, figures.isRedisUp() ? 1 : 0]] : [],
    ),
    counter('wasl_documents_total', 'Requests by how their document came', () =>
      Object.entries(figures.documents).map(([origin, count]) => [{ origin }, count]),
    ),
    histogram(
      'wasl_operation_duration_seconds',
      'Time until the answer of a published operation was made',
      figures.operations,
    ),
    gauge('wasl_published_documents', 'Documents of the published list', () => {
      const count = server.publishedDocuments();
      return count === undefined ? [] : [[{ worker: server.worker }, count]];
    }),
    counter('wasl_errors_total', 'Errors of answers, by code', () => figures.errors.entries()),
    counter('wasl_denied_fields_total', 'Fields whose rule the caller did not meet', () => figures.deniedFields),
  ];
}
