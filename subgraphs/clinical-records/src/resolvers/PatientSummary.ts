import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import type { ClinicalContext } from '../context.ts';
import type { CurrentKind } from '../loaders.ts';

/** The sections that this registry and the pharmacy fill, with their LOINC codes (International Patient Summary). */
const sections = [
  { code: '10160-0', titleAr: 'الأدوية', titleEn: 'Medication summary' },
  { code: '48765-2', titleAr: 'الحساسيات', titleEn: 'Allergies and intolerances' },
  { code: '11450-4', titleAr: 'المشاكل الصحية', titleEn: 'Problem list' },
  { code: '47519-4', titleAr: 'الإجراءات', titleEn: 'History of procedures' },
  { code: '11369-6', titleAr: 'اللقاحات', titleEn: 'Immunizations' },
  { code: '30954-2', titleAr: 'النتائج', titleEn: 'Results' },
  { code: '8716-3', titleAr: 'العلامات الحيوية', titleEn: 'Vital signs' },
  { code: '11348-0', titleAr: 'الأمراض السابقة', titleEn: 'History of past illness' },
  { code: '10162-6', titleAr: 'الحمل', titleEn: 'History of pregnancy' },
];

/** Chapter XV of ICD-10, and what is recorded of a pregnancy without a complication: Z32.1, Z33 to Z37, Z39. */
const isOfPregnancy = (code: string) => /^(O|Z32\.1|Z3[3-79])/.test(code);

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
  async vitalSigns(patient: PatientReference, _: unknown, context: ClinicalContext) {
    const newest = await PatientSummary.results(patient, _, context);
    return newest.filter(({ code }) => laboratoryTest(code)?.category === 'vital-signs');
  },
  pastIllness: (patient: PatientReference, _: unknown, { loaders }: ClinicalContext) =>
    loaders.past.load(idsOf(patient)),
  async pregnancy(patient: PatientReference, _: unknown, context: ClinicalContext) {
    const [standing, past] = await Promise.all([
      current('CONDITION')(patient, _, context),
      context.loaders.past.load(idsOf(patient)),
    ]);
    return [...standing, ...past].filter(({ code }) => isOfPregnancy(code));
  },
  sections: () => sections,
};
