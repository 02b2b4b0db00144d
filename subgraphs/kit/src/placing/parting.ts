/** A merge of two patients' records that was taken back, as the registry tells of it. */
export interface Parting {
  mergeId: string;
  /** The record that stands for itself again. */
  restored: string;
  /** The IDs under which the person was known meanwhile. */
  survivors: string[];
  mergedAt: Date;
  partedAt: Date;
}

/** The same as the gateway sends it along. */
export type ToldParting = Omit<Parting, 'mergedAt' | 'partedAt'> & { mergedAt: string; partedAt: string };

export function readPartings(told: readonly ToldParting[] | null | undefined): Parting[] {
  return (told ?? []).map(({ mergeId, restored, survivors, mergedAt, partedAt }) => ({
    mergeId,
    restored,
    survivors,
    mergedAt: new Date(mergedAt),
    partedAt: new Date(partedAt),
  }));
}
