import type { Language } from '@wasl/schema/errors.ts';
import { type Role, roleNames } from '@wasl/schema/roles.ts';
import type { Confidentiality, PurposeOfUse, RecordCategory, RecordFacts } from '../../records/recordQuestion.ts';

/** Facts about caller and patient that a scenario can state, besides consent. */
export type FactName =
  | Exclude<keyof RecordFacts, 'consent' | 'guardianOf'>
  /** Guardian of a child or of an adolescent. */
  | 'child'
  | 'adolescent';

/** The vocabulary of scenarios in one language. Where several match, the longest is read. */
export interface Words {
  roles: Record<Role, string>;
  facts: Record<FactName, string>;
  purposes: Record<PurposeOfUse, string>;
  /** Text before and after a category or `everything`. */
  directives: Record<'permit' | 'deny' | 'expiredPermit' | 'expiredDeny', readonly [before: string, after: string]>;
  everything: string;
  actions: Record<'read' | 'write', string>;
  categories: Record<RecordCategory, string>;
  confidentialities: Record<Confidentiality, string>;
  labelled: string;
  /** What may separate phrases; the first is used for writing. */
  separators: readonly string[];
  and: string;
  permitted: string;
  denied: string;
  glass: Record<'helps' | 'doesNotHelp', string>;
  refusals: Refusals;
}

/** Texts of the errors about a line that is not a scenario. */
export interface Refusals {
  /** `found` is undefined at the end of the line. */
  sentence(found: string | undefined, expected: string): string;
  oneOf: string;
  outcome: string;
  colon: string;
  purposeFirst: string;
  onePurpose: string;
  nothingTwice: string;
  oneAge: string;
  sensitivity: string;
  policy: string;
  end: string;
}

const en: Words = {
  roles: {
    citizen: 'A citizen',
    guardian: 'A guardian',
    physician: 'A physician',
    nurse: 'A nurse',
    emergency: 'An emergency doctor',
    pharmacist: 'A pharmacist',
    registrar: 'A registrar',
    auditor: 'An auditor',
    statistician: 'A statistician',
    regulator: 'A medicines regulator',
    partner: 'A partner service',
  },
  facts: {
    isOwn: 'who is the patient',
    child: 'who is the guardian of a child',
    adolescent: 'who is the guardian of an adolescent',
    isTreating: 'whose facility treats the patient',
    hasActivePrescription: 'whose pharmacy has an active prescription',
    isGlassBroken: 'who has broken the glass',
    isAuthor: 'who wrote the record',
    isAuthorsSpecialty: "of the author's specialty",
    isPerformer: 'whose laboratory the order names',
  },
  purposes: {
    TREAT: 'for treatment',
    ETREAT: 'for emergency treatment',
    PATRQT: "at the patient's request",
    HPAYMT: 'for payment',
    PUBHLTH: 'for public health',
    HRESCH: 'for research',
    BTG: 'to break the glass',
    PATADMIN: 'for patient administration',
    HOPERAT: 'for oversight',
  },
  directives: {
    permit: ['where the patient permits', ''],
    deny: ['where the patient denies', ''],
    expiredPermit: ["where the patient's permission for", 'has expired'],
    expiredDeny: ["where the patient's denial of", 'has expired'],
  },
  everything: 'everything',
  actions: { read: 'reads', write: 'writes' },
  categories: {
    DEMOGRAPHICS: 'demographics',
    IDENTIFIERS: 'identifiers',
    ENCOUNTERS: 'encounters',
    CONDITIONS: 'conditions',
    OBSERVATIONS: 'observations',
    MEDICATIONS: 'medications',
    ALLERGIES: 'allergies',
    IMMUNIZATIONS: 'immunizations',
    PROCEDURES: 'procedures',
    REPORTS: 'reports',
    CONSENTS: 'consents',
    ACCESS_LOG: 'the access log',
    SEARCH: 'search hits',
    PLACING: 'entries to be placed',
    BREAK_GLASS: 'that the glass is broken',
  },
  confidentialities: {
    U: 'that are unrestricted',
    L: 'of low confidentiality',
    M: 'of moderate confidentiality',
    N: 'of normal confidentiality',
    R: 'that are restricted',
    V: 'that are sealed',
  },
  labelled: 'labelled',
  separators: [', ', ', and ', ' and ', ' '],
  and: ' and ',
  permitted: 'permitted',
  denied: 'denied',
  glass: { helps: 'break-glass helps', doesNotHelp: 'break-glass does not help' },
  refusals: {
    sentence: (found, expected) =>
      `${found === undefined ? 'the line ends' : `«${found}» stands`} where this is expected: ${expected}.`,
    oneOf: 'one of ',
    outcome: '“: ” and an outcome',
    colon: '“:” or labels',
    purposeFirst: 'a purpose before the verb, ',
    onePurpose: 'no second purpose',
    nothingTwice: 'nothing that was said before',
    oneAge: 'a child or an adolescent, not both',
    sensitivity: 'a sensitivity of HL7 such as HIV',
    policy: 'the id of a policy',
    end: 'the end of the line',
  },
};

const ar: Words = {
  roles: {
    citizen: roleNames.citizen.ar,
    guardian: roleNames.guardian.ar,
    physician: roleNames.physician.ar,
    nurse: roleNames.nurse.ar,
    emergency: roleNames.emergency.ar,
    pharmacist: roleNames.pharmacist.ar,
    registrar: roleNames.registrar.ar,
    auditor: roleNames.auditor.ar,
    statistician: roleNames.statistician.ar,
    regulator: roleNames.regulator.ar,
    partner: 'نظام وزارة شريكة',
  },
  facts: {
    isOwn: 'هو المريض نفسه',
    child: 'هو وليّ المريض الطفل',
    adolescent: 'هو وليّ المريض المراهق',
    isTreating: 'تعالج منشأته المريض',
    hasActivePrescription: 'لدى صيدليته وصفة سارية',
    isGlassBroken: 'كسر الزجاج',
    isAuthor: 'كتب السجل',
    isAuthorsSpecialty: 'من اختصاص كاتب السجل',
    isPerformer: 'يسمّي الطلب مخبر منشأته',
  },
  purposes: {
    TREAT: 'للعلاج',
    ETREAT: 'للعلاج الإسعافي',
    PATRQT: 'بطلب من المريض',
    HPAYMT: 'للدفع',
    PUBHLTH: 'للصحة العامة',
    HRESCH: 'للبحث',
    BTG: 'لكسر الزجاج',
    PATADMIN: 'لإدارة شؤون المرضى',
    HOPERAT: 'للرقابة',
  },
  directives: {
    permit: ['سمح المريض بقراءة', ''],
    deny: ['رفض المريض قراءة', ''],
    expiredPermit: ['انتهت مدة سماح المريض بقراءة', ''],
    expiredDeny: ['انتهت مدة رفض المريض قراءة', ''],
  },
  everything: 'كل شيء',
  actions: { read: 'يقرأ', write: 'يكتب' },
  categories: {
    DEMOGRAPHICS: 'البيانات الشخصية',
    IDENTIFIERS: 'المعرّفات',
    ENCOUNTERS: 'الزيارات',
    CONDITIONS: 'التشخيصات',
    OBSERVATIONS: 'القياسات',
    MEDICATIONS: 'الأدوية',
    ALLERGIES: 'التحسس',
    IMMUNIZATIONS: 'اللقاحات',
    PROCEDURES: 'الإجراءات',
    REPORTS: 'التقارير',
    CONSENTS: 'الموافقات',
    ACCESS_LOG: 'سجل المطّلعين',
    SEARCH: 'نتائج البحث',
    PLACING: 'القيود المنتظرة',
    BREAK_GLASS: 'خطوات كسر الزجاج',
  },
  confidentialities: {
    U: 'بلا سرية',
    L: 'بسرية منخفضة',
    M: 'بسرية متوسطة',
    N: 'بسرية عادية',
    R: 'المقيّدة',
    V: 'المختومة',
  },
  labelled: 'الموسومة',
  separators: ['، ', '، و', ' و', ' '],
  and: ' و',
  permitted: 'مسموح',
  denied: 'ممنوع',
  glass: { helps: 'كسر الزجاج يفيد', doesNotHelp: 'كسر الزجاج لا يفيد' },
  refusals: {
    sentence: (found, expected) => `${found === undefined ? 'ينتهي السطر' : `يوجد «${found}»`} حيث يُتوقع: ${expected}.`,
    oneOf: 'واحد من ',
    outcome: '“: ” ثم القرار',
    colon: '“:” أو وسوم',
    purposeFirst: 'غرض قبل الفعل، ',
    onePurpose: 'غرض واحد لا أكثر',
    nothingTwice: 'ما لم يُذكر من قبل',
    oneAge: 'طفل أو مراهق، لا كلاهما',
    sensitivity: 'رمز حساسية من HL7 مثل HIV',
    policy: 'معرّف سياسة',
    end: 'نهاية السطر',
  },
};

export const words: Record<Language, Words> = { en, ar };
