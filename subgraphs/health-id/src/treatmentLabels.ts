import { readActor } from '@wasl/kit/actor';
import { joinLabels, labelsOfMeaning, storedLabels } from '@wasl/terminology/recordLabels';
import DataLoader from 'dataloader';
import type { TreatmentRelationship } from './stores/careStore.ts';
import type { Db } from './stores/client.ts';
import { findReferrals } from './stores/referralLists.ts';
import type { facilitiesById } from './stores/registerStore.ts';

type Facility = Awaited<ReturnType<typeof facilitiesById>>[number];

/** A treatment relationship with the labels that guard it. */
export type LabelledTreatment = TreatmentRelationship & { confidentiality: string; sensitivities: string[] };

/**
 * Labels treatment relationships: what the words mean on which each rests, and the names of its facility; that of a referral is guarded as
 * the referral, whatever was added to it since.
 */
export function createTreatmentLabels(db: Db, facility: DataLoader<string, Facility | null>) {
  const referral = new DataLoader((ids: readonly string[]) => findReferrals(db, ids));
  return (rows: readonly TreatmentRelationship[]): Promise<LabelledTreatment[]> =>
    Promise.all(
      rows.map(async (row) => {
        const place = await facility.load(row.facilityId);
        const from = row.referralId === null ? null : await referral.load(row.referralId);
        const texts = [row.evidence, place?.nameAr, place?.nameEn].filter((text) => text != null);
        const meaning = labelsOfMeaning(texts.map((text) => ({ text })));
        const labels = joinLabels(
          { confidentiality: 'N', sensitivities: [] },
          meaning,
          ...(from ? [storedLabels(from)] : []),
        );
        return { ...row, confidentiality: labels.confidentiality, sensitivities: [...labels.sensitivities] };
      }),
    );
}

/** What a decision about a treatment relationship rests on. */
export function treatmentFacts({ confidentiality, sensitivities, recordedActor }: LabelledTreatment) {
  const author = readActor(recordedActor)?.practitionerId;
  return { labels: [confidentiality, ...sensitivities], ...(author !== undefined && { author }) };
}

/** Of a facility that treats a person on several grounds or under several IDs, the relationship that began last. */
export function latestOfFacility(rows: readonly LabelledTreatment[]): LabelledTreatment[] {
  return [...new Map(rows.toReversed().map((row) => [row.facilityId, row])).values()].toReversed();
}
