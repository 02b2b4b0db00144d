import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import type { ClinicalContext } from '../context.ts';
import type { CurrentKind } from '../loaders.ts';

/** The sections that this registry fills, with their LOINC codes (International Patient Summary). */
const sections = [
  { code: '48765-2', titleAr: 'الحساسيات', titleEn: 'Allergies and intolerances' },
  { code: '11450-4', titleAr: 'المشاكل الصحية', titleEn: 'Problem list' },
  { code: '47519-4', titleAr: 'الإجراءات', titleEn: 'History of procedures' },
  { code: '11369-6', titleAr: 'اللقاحات', titleEn: 'Immunizations' },
  { code: '30954-2', titleAr: 'النتائج', titleEn: 'Results' },
];

const current =
  (kind: CurrentKind) =>
  (patient: PatientReference, _: unknown, { loaders }: ClinicalContext) =>
    loaders.current(kind).load(idsOf(patient));

export const PatientSummary = {
  code: () => '60591-5',
  assembledAt: () => new Date(),
  allergies: current('ALLERGY_INTOLERANCE'),
  problems: current('CONDITION'),
  procedures: current('PROCEDURE'),
  immunizations: current('IMMUNIZATION'),
  async results(patient: PatientReference, _: unknown, context: ClinicalContext) {
    const newestFirst = await current('OBSERVATION')(patient, _, context);
    const seen = new Set<string>();
    return newestFirst.filter(({ code }) => !seen.has(code) && Boolean(seen.add(code)));
  },
  sections: () => sections,
};
