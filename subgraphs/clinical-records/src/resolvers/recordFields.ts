import type { Component } from '../checkValue.ts';
import type { ClinicalContext } from '../context.ts';
import type { ClinicalRecord } from '../stores/recordStore.ts';

/** What a kind of record has of its own; null where this one has none. */
type Stored = Pick<ClinicalRecord, 'content'>;

export const content = (name: string) => (record: Stored) =>
  ((record.content ?? {}) as Record<string, unknown>)[name] ?? null;

/** The meaning of a coded value. */
export function coded(record: Stored): { ar: unknown; en: unknown } | null {
  const [ar, en] = [content('valueDisplayAr')(record), content('valueDisplayEn')(record)];
  return ar === null || en === null ? null : { ar, en };
}

/** The visit that something belongs to; null too where the reader may not see it, which tells nothing. */
export async function encounterOf(
  { encounterId, healthId }: Pick<ClinicalRecord, 'encounterId' | 'healthId'>,
  { loaders }: ClinicalContext,
): Promise<ClinicalRecord | null> {
  const visit = encounterId === null ? null : await loaders.record.load(encounterId);
  return visit?.healthId === healthId && visit.status !== 'ENTERED_IN_ERROR' ? visit : null;
}

/** The results that a report contains, of its own patient, without those that the reader may not see. */
export async function reportResults(
  report: Pick<ClinicalRecord, 'content' | 'healthId'>,
  _: unknown,
  { loaders }: ClinicalContext,
) {
  const ids = (content('resultIds')(report) ?? []) as string[];
  const found = await Promise.all(ids.map((id) => loaders.record.load(id)));
  return found.filter((result) => result?.healthId === report.healthId && result.status !== 'ENTERED_IN_ERROR');
}

export const ObservationComponent = {
  display: ({ displayAr, displayEn }: Component) => ({ ar: displayAr, en: displayEn }),
};
