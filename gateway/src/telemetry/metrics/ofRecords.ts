import type { Metric } from 'prom-client';
import type { Figures, NoticesState } from '../figures.ts';
import { counter, gauge, histogram } from '../plainMetric.ts';
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
    gauge('wasl_notices_connections', 'Workers to which the other gateways are heard, or silent', () =>
      figures.notices
        ? ['heard', 'silent'].map((state) => [{ state }, figures.notices?.isHeard() === (state === 'heard') ? 1 : 0])
        : [],
    ),
    counter('wasl_notices_total', 'Notices between gateways of what may have changed', () =>
      noticesOf(figures.notices),
    ),
  ];
}

function noticesOf(notices: NoticesState | undefined): [Record<string, string>, number][] {
  if (!notices) return [];
  return [
    [{ direction: 'received' }, notices.received()],
    [{ direction: 'sent' }, notices.sent()],
  ];
}
