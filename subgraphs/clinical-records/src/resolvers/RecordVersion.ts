import type { ClinicalContext } from '../context.ts';
import type { ClinicalRecord, ClinicalRecordVersion } from '../stores/recordStore.ts';
import { coded, content, reportResults } from './recordFields.ts';

/** The whole row as it was kept: what the database gives as a date is text there. */
type Row = Pick<ClinicalRecord, 'displayAr' | 'displayEn' | 'facilityId' | 'content'> & { effectiveAt: string };

const rowOf = ({ row }: ClinicalRecordVersion) => row as unknown as Row;
const own = (name: string) => (version: ClinicalRecordVersion) => content(name)(rowOf(version));

export const RecordVersion = {
  version: ({ number }: ClinicalRecordVersion) => number,
  author: ({ authorId }: ClinicalRecordVersion) => ({ id: authorId }),
  facility: (version: ClinicalRecordVersion) => ({ id: rowOf(version).facilityId }),
  display: (version: ClinicalRecordVersion) => ({ ar: rowOf(version).displayAr, en: rowOf(version).displayEn }),
  effectiveAt: (version: ClinicalRecordVersion) => rowOf(version).effectiveAt,
  ...Object.fromEntries(
    [
      'endedAt',
      'department',
      'value',
      'unit',
      'comparator',
      'valueText',
      'valueCode',
      'ratio',
      'components',
      'referenceLow',
      'referenceHigh',
      'substanceAtcCode',
      'reaction',
      'criticality',
      'verification',
      'dose',
      'lotNumber',
      'manufacturer',
      'conclusion',
      'text',
    ].map((name) => [name, own(name)]),
  ),
  valueDisplay: (version: ClinicalRecordVersion) => coded(rowOf(version)),
  /** Of whoever's the record is now: the row says whose it was. */
  async results(version: ClinicalRecordVersion, _: unknown, context: ClinicalContext) {
    const record = await context.loaders.record.load(version.id);
    return record && reportResults({ ...rowOf(version), healthId: record.healthId }, _, context);
  },
};
