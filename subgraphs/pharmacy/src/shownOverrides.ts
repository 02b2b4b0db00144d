import { type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import type { FactCategory } from './alerts.ts';
import type { PharmacyContext } from './context.ts';
import { mayKnow } from './shownAlert.ts';
import type { AlertOverride } from './stores/overrideStore.ts';
import type { Prescription } from './stores/prescriptionStore.ts';

/** The alerts that a prescription went past, of which the reader may know why they were given: a reason may tell it. */
export async function shownOverrides(prescription: Prescription, context: PharmacyContext): Promise<AlertOverride[]> {
  const { loaders, caller } = context;
  const rows = await loaders.overrides.load(prescription.id);
  const healthIds = [prescription.healthId];
  const mayRead = (category: string, labels: RecordLabels) => loaders.mayReadLabelled(healthIds, category, labels);
  const open = await Promise.all(
    rows.map((row) => {
      const cause = { labels: storedLabels(row), category: row.category as FactCategory };
      return mayKnow(storedLabels(prescription), cause, { caller, mayRead });
    }),
  );
  return rows.filter((_, index) => open[index]);
}
