import type { AuditLog } from '../audit/auditLog.ts';
import type { Observer, Work } from '../core/observer.ts';
import type { Guard } from '../execution/guard/guard.ts';

type Audit = Pick<AuditLog, 'append'>;

/** The audit, with its writing observed; the same one where nobody observes. */
export function observeAudit(audit: Audit, observer: Observer | undefined): Audit {
  if (!observer) return audit;
  return {
    append: (events) =>
      events.length === 0
        ? audit.append(events)
        : observed(observer.begin('audit'), () => audit.append(events), { ok: 'kept', failed: 'unavailable' }),
  };
}

/** A guard whose decisions are observed. What it says at once takes no time that is worth showing. */
export function observeGuard(guard: Guard, observer: Observer): Guard {
  const decide = <Said>(said: Said | Promise<Said>): Said | Promise<Said> =>
    said instanceof Promise ? observed(observer.begin('decide'), () => said) : said;
  return {
    concerns: guard.concerns,
    beforeSubscribe: guard.beforeSubscribe,
    afterMutation: guard.afterMutation,
    beforeFetch: (fetch, objects) => decide(guard.beforeFetch(fetch, objects)),
    beforeMerge: (fetch, received, objects) => decide(guard.beforeMerge(fetch, received, objects)),
    review: guard.review,
    beforeRelease: (data) => decide(guard.beforeRelease(data)),
  };
}

async function observed<Result>(
  work: Work,
  run: () => Promise<Result>,
  outcomes: { ok: string; failed: string } = { ok: 'ok', failed: 'failed' },
): Promise<Result> {
  try {
    const result = await run();
    work.end(outcomes.ok);
    return result;
  } catch (error) {
    work.end(outcomes.failed);
    throw error;
  }
}
