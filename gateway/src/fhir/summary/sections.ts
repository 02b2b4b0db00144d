import type { Language } from '@wasl/schema/errors.ts';
import type { Resource } from '../exchange.ts';
import { allergyIntolerance, condition, immunization, procedure } from '../map/clinical.ts';
import { medicationStatement } from '../map/medication.ts';
import type { MapContext } from '../map/parts.ts';
import { observation } from '../map/results.ts';

/** Why a section is empty: HL7's list-empty-reason. */
export type EmptyReason = 'notasked' | 'withheld' | 'unavailable';

/** A section of the International Patient Summary, and where in the graph it is. */
export interface SectionKind {
  /** LOINC. */
  code: string;
  display: string;
  title: Readonly<Record<Language, string>>;
  /** The way to the rows in the operation's answer. */
  path: readonly string[];
  /** The IPS requires it even where it is empty. */
  isRequired: boolean;
  /** The rows that belong into the section. */
  isShown(row: unknown): boolean;
  resourceOf(row: never, context: MapContext): Resource;
}

const standing = (row: unknown) => (row as { status?: string }).status !== 'ENTERED_IN_ERROR';
/** In the order of the IPS. Nobody said that somebody has no allergy by recording none: that section then was not asked for. */
export const sectionKinds: readonly SectionKind[] = [
  {
    code: '10160-0',
    display: 'History of Medication use Narrative',
    title: { en: 'Medications', ar: 'الأدوية' },
    path: ['summary', 'medications'],
    isRequired: true,
    isShown: () => true,
    resourceOf: medicationStatement,
  },
  {
    code: '48765-2',
    display: 'Allergies and adverse reactions Document',
    title: { en: 'Allergies and intolerances', ar: 'الحساسيات' },
    path: ['summary', 'allergies'],
    isRequired: true,
    isShown: standing,
    resourceOf: allergyIntolerance,
  },
  {
    code: '11450-4',
    display: 'Problem list - Reported',
    title: { en: 'Problems', ar: 'المشاكل الصحية' },
    path: ['summary', 'problems'],
    isRequired: true,
    isShown: standing,
    resourceOf: condition,
  },
  {
    code: '47519-4',
    display: 'History of Procedures Document',
    title: { en: 'Procedures', ar: 'الإجراءات' },
    path: ['summary', 'procedures'],
    isRequired: false,
    isShown: standing,
    resourceOf: procedure,
  },
  {
    code: '11369-6',
    display: 'History of Immunization Narrative',
    title: { en: 'Immunizations', ar: 'اللقاحات' },
    path: ['summary', 'immunizations'],
    isRequired: false,
    isShown: standing,
    resourceOf: immunization,
  },
  {
    code: '30954-2',
    display: 'Relevant diagnostic tests/laboratory data Narrative',
    title: { en: 'Results', ar: 'النتائج' },
    path: ['summary', 'results'],
    isRequired: false,
    isShown: standing,
    resourceOf: observation,
  },
];

/** What readers are told of an empty section, or of one with gaps. */
export const emptyTexts: Readonly<Record<EmptyReason | 'gaps', Readonly<Record<Language, string>>>> = {
  notasked: {
    en: 'No information is recorded. This does not mean that there is none.',
    ar: 'لا معلومات مسجَّلة، ولا يعني ذلك عدم وجود شيء.',
  },
  withheld: {
    en: 'Not shown: you may not see this part of the record.',
    ar: 'لا يُعرض: ليس لك حق الاطّلاع على هذا الجزء من السجل.',
  },
  unavailable: {
    en: 'Not available: the system that holds this does not answer at the moment. There may be something.',
    ar: 'غير متاح: النظام الذي يحفظ هذه المعلومات لا يجيب حالياً، وقد يكون فيها شيء.',
  },
  gaps: { en: 'This list is not complete.', ar: 'هذه القائمة غير كاملة.' },
};
