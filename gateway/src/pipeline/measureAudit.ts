import { WaslError } from '@wasl/schema/errors.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import { ContentRefused } from '../audit/auditSink.ts';
import type { Figures } from '../telemetry/figures.ts';

/** The same audit, with the time that answers wait for it noted. */
export function measureAudit(audit: Pick<AuditLog, 'append'>, figures: Figures): Pick<AuditLog, 'append'> {
  return {
    async append(events) {
      const since = performance.now();
      let outcome = 'unavailable';
      try {
        const places = await audit.append(events);
        outcome = 'kept';
        return places;
      } catch (error) {
        if (error instanceof WaslError && error.cause instanceof ContentRefused) outcome = 'refused';
        throw error;
      } finally {
        // What is refused for what it says tells nothing of what comes next.
        if (events.length > 0 && outcome !== 'refused') figures.isAuditWritten = outcome === 'kept';
        figures.auditWaits.of(outcome).observe((performance.now() - since) / 1_000);
      }
    },
  };
}
