import { terminology } from '@wasl/terminology/terminology';
import type { Trend, TrendPoint as Point } from '../trendOf.ts';

export const ObservationTrend = {
  display({ code, points }: Trend) {
    const found = terminology.lookUp('loinc', code);
    if (found.status === 'known') return { ar: found.concept.ar, en: found.concept.en };
    const newest = points.at(-1)?.record;
    return newest?.code === code ? { ar: newest.displayAr, en: newest.displayEn } : { ar: code, en: code };
  },
};

export const TrendPoint = {
  observedAt: ({ record }: Point) => record.effectiveAt,
  observation: ({ record }: Point) => record,
  author: ({ record }: Point) => ({ id: record.authorId }),
  confidentiality: ({ record }: Point) => record.confidentiality,
  sensitivities: ({ record }: Point) => record.sensitivities,
};
