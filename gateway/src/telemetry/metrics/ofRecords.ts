import type { Metric } from 'prom-client';
import type { Figures } from '../figures.ts';
import { gauge, histogram } from '../plainMetric.ts';
import type { ServerGauges } from '../serverGauges.ts';

/** What answers about patients rest on. */
export function ofRecords(figures: Figures, server: ServerGauges): Metric[] {
  return [
    histogram(
      'wasl_audit_wait_duration_seconds',
      'Time that an answer or a change waited until the audit had kept its events',
      figures.auditWaits,
    ),
    gauge('wasl_audit_up', 'Whether what was last to be written to the audit was', () =>
      figures.isAuditWritten === undefined ? [] : [[{ worker: server.worker }, Number(figures.isAuditWritten)]],
    ),
    gauge('wasl_notices_heard', 'Whether other gateways are heard', () => [
      [{ worker: server.worker }, Number(server.areOthersHeard())],
    ]),
  ];
}
