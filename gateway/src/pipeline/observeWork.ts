import type { AuditLog } from '../audit/auditLog.ts';
import type { Eventually } from '../core/eventually.ts';
import type { Observer, Work } from '../core/observer.ts';
import type { Guard } from '../execution/guard/guard.ts';

type Audit = Pick<AuditLog, 'append'>;

/** The audit, with its writing observed; the same one where nobody observes. */
export function observeAudit(audit: Audit, observer: Observer | undefined): Audit {
  if (!observer) return audit;
  return {
    async append(events) {
      if (events.length === 0) return audit.append(events);
      const outcomes = { ok: 'kept', failed: 'unavailable' };
      return observed(observer.begin('audit'), () => audit.append(events), outcomes);
    },
  };
}

/** A guard whose decisions are observed, those too that it makes at once. */
export function observeGuard(guard: Guard, observer: Observer): Guard {
  return {
    concerns: guard.concerns,
    beforeSubscribe: guard.beforeSubscribe,
    afterMutation: guard.afterMutation,
    beforeFetch: (fetch, objects) => observed(observer.begin('decide'), () => guard.beforeFetch(fetch, objects)),
    beforeMerge: (fetch, received, objects) =>
      observed(observer.begin('decide'), () => guard.beforeMerge(fetch, received, objects)),
    review: guard.review,
    beforeRelease: guard.beforeRelease,
  };
}

/** Does work, and ends it when it is over, however that is. */
function observed<Result>(
  work: Work,
  run: () => Eventually<Result>,
  outcomes: { ok: string; failed: string } = { ok: 'ok', failed: 'failed' },
): Eventually<Result> {
  try {
    const result = run();
    if (result instanceof Promise) return endedBy(result, work, outcomes);
    work.end(outcomes.ok);
    return result;
  } catch (error) {
    work.end(outcomes.failed);
    throw error;
  }
}

async function endedBy<Result>(
  running: Promise<Result>,
  work: Work,
  outcomes: { ok: string; failed: string },
): Promise<Result> {
  try {
    const result = await running;
    work.end(outcomes.ok);
    return result;
  } catch (error) {
    work.end(outcomes.failed);
    throw error;
  }
}
