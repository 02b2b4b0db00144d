import type { ClinicalRecord } from './stores/recordStore.ts';

/** When a visit ended; null while it goes on. One that somebody called over without saying since when ended when that was recorded. */
export function visitEnd({ status, content, recordedAt }: ClinicalRecord): Date | null {
  const { endedAt } = (content ?? {}) as { endedAt?: string | null };
  if (endedAt != null) return new Date(endedAt);
  return status === 'RESOLVED' ? recordedAt : null;
}
