/** What people call the words that events use. */
type Names = Readonly<Record<string, { en: string; ar: string }>>;

export const categoryNames: Names = {
  DEMOGRAPHICS: { en: 'personal details', ar: 'البيانات الشخصية' },
  IDENTIFIERS: { en: 'identity numbers', ar: 'أرقام الهوية' },
  ENCOUNTERS: { en: 'visits', ar: 'الزيارات' },
  CONDITIONS: { en: 'diagnoses', ar: 'التشخيصات' },
  OBSERVATIONS: { en: 'measurements and results', ar: 'القياسات والنتائج' },
  MEDICATIONS: { en: 'medicines', ar: 'الأدوية' },
  ALLERGIES: { en: 'allergies', ar: 'الحساسيات' },
  IMMUNIZATIONS: { en: 'vaccinations', ar: 'اللقاحات' },
  PROCEDURES: { en: 'procedures', ar: 'الإجراءات الطبية' },
  REPORTS: { en: 'reports', ar: 'التقارير' },
  CONSENTS: { en: 'consents', ar: 'الموافقات' },
  ACCESS_LOG: { en: 'the access log', ar: 'سجل الاطّلاع' },
  SEARCH: { en: 'what finding a person needs', ar: 'ما يلزم للعثور على شخص' },
  PLACING: { en: 'entries that wait to be put back', ar: 'قيود تنتظر إعادتها إلى صاحبها' },
  BREAK_GLASS: { en: 'whether the glass is broken', ar: 'كسر الزجاج' },
};

/** HL7 ActReason. */
export const purposeNames: Names = {
  TREAT: { en: 'to treat', ar: 'لغرض العلاج' },
  ETREAT: { en: 'to treat in an emergency', ar: 'لغرض العلاج الإسعافي' },
  PATRQT: { en: 'at the patient’s request', ar: 'بطلب من المريض' },
  HPAYMT: { en: 'for payment', ar: 'لغرض الدفع' },
  PUBHLTH: { en: 'for public health', ar: 'لغرض الصحة العامة' },
  HRESCH: { en: 'for research', ar: 'لغرض البحث' },
  BTG: { en: 'after breaking the glass', ar: 'بعد كسر الزجاج' },
  PATADMIN: { en: 'for registration', ar: 'لغرض التسجيل' },
  HOPERAT: { en: 'for an audit', ar: 'لغرض التدقيق' },
};

/** Of somebody who was refused: there may be nothing in what they said. */
export const claimedPurposeNames: Names = {
  ETREAT: { en: 'claiming an emergency', ar: 'بدعوى حالة إسعاف' },
  BTG: { en: 'claiming to have broken the glass', ar: 'بدعوى كسر الزجاج' },
};

export const groundNames: Names = {
  OWN_RECORD: { en: 'their own record', ar: 'السجل الشخصي' },
  GUARDIAN: { en: 'guardianship', ar: 'الولاية' },
  TREATMENT: { en: 'the facility treats the patient', ar: 'المنشأة تعالج المريض' },
  PRESCRIPTION: { en: 'a valid prescription', ar: 'وصفة سارية' },
  ORDER: { en: 'an order for tests that names the laboratory', ar: 'طلب فحوص يسمّي المخبر' },
  CONSENT: { en: 'the patient’s consent', ar: 'موافقة المريض' },
  EMERGENCY: { en: 'an emergency', ar: 'حالة إسعاف' },
  REGISTRATION: { en: 'the registrar’s office', ar: 'عمل أمين السجل' },
  AUDIT: { en: 'the auditor’s office', ar: 'عمل المدقق' },
  SEARCH: { en: 'a search for a person', ar: 'البحث عن شخص' },
  PLACING: { en: 'putting entries back after two records were parted', ar: 'إعادة القيود إلى أصحابها بعد فصل سجلين' },
  BREAK_GLASS: { en: 'break-glass, which an auditor reviews', ar: 'كسر الزجاج الذي يراجعه مدقّق' },
  CONTRACT: { en: 'a contract between ministries', ar: 'عقد بين الوزارات' },
};

/** Why somebody was refused, as the patient reads it. */
export const refusalReasons = {
  NO_TREATMENT_RELATIONSHIP: {
    en: 'They do not treat you, and you have not permitted it.',
    ar: 'لا علاقة علاجية لهذا الطرف بك، ولا إذن منك بذلك.',
  },
  CONSENT_DENIED: { en: 'You have denied it.', ar: 'صدر منك رفض لذلك.' },
  PURPOSE_NOT_ALLOWED: {
    en: 'The work of that role does not reach there, or not for that purpose.',
    ar: 'عمل هذا الدور لا يشمل ذلك، أو ليس لهذا الغرض.',
  },
  RESTRICTED_RECORD: {
    en: 'It is restricted, and open to few.',
    ar: 'هذا القيد مقيّد، ولا يُفتح إلا لقلّة.',
  },
  BAD_REQUEST: {
    en: 'They named a role or a purpose that is not theirs.',
    ar: 'ذُكر في الطلب دور أو غرض ليس لصاحبه.',
  },
  ACCOUNT_HOLDER_DECEASED: {
    en: 'The account is that of somebody whose death is recorded.',
    ar: 'الحساب لشخص سُجّلت وفاته.',
  },
} as const;

/** Of every other reason, which are words for engineers. */
export const undecided = {
  en: 'It could not be decided whether they may.',
  ar: 'تعذّر البتّ في حقّ صاحب الطلب في ذلك.',
} as const;
