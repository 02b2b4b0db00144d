import type { RecordLabels } from '@wasl/terminology/recordLabels';

/** The fields of what keeps its labels together. */
export const labelFields = {
  confidentiality: ({ labels }: { labels: RecordLabels }) => labels.confidentiality,
  sensitivities: ({ labels }: { labels: RecordLabels }) => labels.sensitivities,
};
