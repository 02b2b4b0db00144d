import type { Eventually } from '../../core/eventually.ts';
import { locateTargets, type ResponsePath } from '../run/collectTargets.ts';
import type { Run } from '../run/run.ts';
import { describeFetch } from './describeFetch.ts';
import type { Guard } from './guard.ts';
import { addRefusal, takeOut, visible } from './refusals.ts';
import { leaveTrace } from './traces.ts';

/** Has what was merged decided once more where it no longer holds: an answer may have waited for its slowest fetch since. */
export function reviewMerged(run: Run, { review }: Guard): Eventually<void> {
  const merged = run.merged.splice(0);
  if (review && merged.some(({ since }) => !review.holdsSince(since))) return reviewOver(merged, run, review);
}

async function reviewOver(merged: Run['merged'], run: Run, review: NonNullable<Guard['review']>): Promise<void> {
  for (const { fetch, since } of merged) {
    if (review.holdsSince(since)) continue;
    const located = locateTargets(run.data, fetch.path, run.types);
    const objects = located.map(({ ancestry }) => ancestry[0] ?? run.data);
    const refusals = await review.refusals(describeFetch(fetch, run), objects, fetch.renamed);
    for (const refusal of visible(refusals)) {
      const path = [...(located[refusal.index]?.path ?? []), ...refusal.path];
      if (!isTold(path, run)) addRefusal(refusal, path, run);
    }
    objects.forEach((object, index) => {
      const own = refusals.filter((refusal) => refusal.index === index);
      takeOut(object, own, run);
      const whole = own.find(({ path }) => path.length === 0);
      if (whole) leaveTrace(object, whole.isHidden ? 'hidden' : 'refused', run);
    });
  }
}

/** What was refused when it came is null since, and refused once more. */
function isTold(path: ResponsePath, run: Run): boolean {
  const told = JSON.stringify(run.paths.clientPath(path));
  return run.errors.some((error) => JSON.stringify(error.path) === told);
}
