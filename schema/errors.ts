/** One row of the error table: the HTTP status of a refused request, and what its reader is told. */
export interface ErrorEntry {
  /** Status when the whole request is refused; a field's error leaves the answer at 200. */
  readonly status: number;
  readonly en: string;
  readonly ar: string;
}

export type Language = 'ar' | 'en';

/** Every error that a caller can act on. Keep codes stable: portals branch on them. */
export const errors = {
  BAD_REQUEST: entry(400, 'The request is not a GraphQL request.', 'الطلب ليس طلب GraphQL صالحاً.'),
  GRAPHQL_PARSE_FAILED: entry(400, 'The GraphQL document cannot be read.', 'تعذّرت قراءة مستند GraphQL.'),
  GRAPHQL_VALIDATION_FAILED: entry(400, 'The operation does not fit the schema.', 'العملية لا تتوافق مع المخطط.'),
  OPERATION_RESOLUTION_FAILURE: entry(
    400,
    'Name the operation to run: the document holds none of that name, or several.',
    'حدّد اسم العملية المطلوبة: المستند لا يحوي عملية بهذا الاسم أو يحوي عدة عمليات.',
  ),
  BAD_USER_INPUT: entry(400, 'A value of the request is not valid.', 'إحدى قيم الطلب غير صالحة.'),
  OPERATION_TOO_LARGE: entry(
    400,
    'The operation is larger than this gateway accepts.',
    'العملية أكبر مما تقبله هذه البوابة.',
  ),
  OPERATION_TOO_COSTLY: entry(
    400,
    'The operation asks for more than one request may: ask for fewer items, or for less of each.',
    'تطلب العملية أكثر مما يُسمح به في طلب واحد: اطلب عناصر أقل أو تفاصيل أقل لكل منها.',
  ),
  ANSWER_TOO_LARGE: entry(
    413,
    'The answer has become larger than this gateway sends: ask for less at once.',
    'أصبحت الإجابة أكبر مما ترسله هذه البوابة: اطلب قدراً أقل في المرة الواحدة.',
  ),
  OPERATION_NOT_SUPPORTED: entry(
    400,
    'This gateway does not support that kind of operation.',
    'لا تدعم هذه البوابة هذا النوع من العمليات.',
  ),
  // The words that clients compare to know that they have to send the text: the same in every language.
  PERSISTED_QUERY_NOT_FOUND: entry(200, 'PersistedQueryNotFound', 'PersistedQueryNotFound'),
  PERSISTED_QUERY_NOT_SUPPORTED: entry(200, 'PersistedQueryNotSupported', 'PersistedQueryNotSupported'),
  OPERATION_NOT_TRUSTED: entry(
    403,
    'This gateway runs published operations only, and this is none of them.',
    'لا تنفّذ هذه البوابة إلا العمليات المنشورة، وهذه ليست منها.',
  ),
  PERSONAL_DATA_IN_ADDRESS: entry(
    400,
    'Ask for personal data by POST: addresses are written down on their way.',
    'اطلب البيانات الشخصية بطريقة POST: فالعناوين تُسجَّل في طريقها.',
  ),
  PLANNING_FAILED: entry(
    400,
    'The operation cannot be planned in the time allowed.',
    'تعذّر تخطيط العملية في الوقت المسموح.',
  ),
  METHOD_NOT_ALLOWED: entry(405, 'That method is not allowed here.', 'هذه الطريقة غير مسموحة هنا.'),
  NOT_ACCEPTABLE: entry(406, 'No media type that you accept can be sent.', 'لا يمكن الإرسال بأي نوع وسائط تقبله.'),
  UNSUPPORTED_MEDIA_TYPE: entry(
    415,
    'Send application/json in UTF-8, not compressed.',
    'أرسل application/json بترميز UTF-8 ومن دون ضغط.',
  ),
  PAYLOAD_TOO_LARGE: entry(413, 'The request is too large.', 'الطلب كبير جداً.'),
  UNAUTHENTICATED: entry(
    401,
    'The access token is missing, expired or not valid.',
    'رمز الدخول مفقود أو منتهي الصلاحية أو غير صالح.',
  ),
  TOKEN_KEYS_UNAVAILABLE: entry(
    503,
    'The identity service cannot be reached, so the access token cannot be checked: try again soon.',
    'لا يمكن الوصول إلى خدمة الهوية للتحقق من رمز الدخول: أعد المحاولة بعد قليل.',
  ),
  FORBIDDEN: entry(403, 'You may not do that.', 'لا تملك صلاحية القيام بذلك.'),
  UNAUTHORIZED_FIELD_OR_TYPE: entry(403, 'Unauthorized field or type', 'حقل أو نوع غير مصرّح به'),
  CONSENT_DENIED: entry(
    403,
    'The patient does not permit this access. Only the patient, or a child’s guardian, can permit it: ask them.',
    'لم يأذن المريض بهذا الاطّلاع. ولا يأذن به إلا المريض نفسه، أو وليّه إن كان طفلاً: اطلب الإذن منه.',
  ),
  NO_TREATMENT_RELATIONSHIP: entry(
    403,
    'Nothing of this kind is open to you in a record with this number: it is not your own, nor that of a child for whom you speak, and your facility does not treat this patient. A visit, a referral, a prescription for a pharmacy, or the patient’s own permission opens it.',
    'لا يُفتح لك هذا من سجل بهذا الرقم: ليس سجلك ولا سجل طفل تتكلم باسمه، ولا تعالجه منشأتك. تفتحه زيارة أو إحالة أو وصفة تصرفها الصيدلية أو إذن من المريض نفسه.',
  ),
  ACCOUNT_HOLDER_DECEASED: entry(
    403,
    'A death is recorded of the person whose account this is, so it opens nothing any more. If that is a mistake, the civil registry takes it back.',
    'سُجّلت وفاة صاحب هذا الحساب، فلم يعد يُفتح به شيء. وإن كان ذلك خطأً فيُلغى لدى السجل المدني.',
  ),
  PURPOSE_NOT_ALLOWED: entry(
    403,
    'Your role may not read this for that purpose. Name another purpose of your work, or ask somebody whose work this is.',
    'لا يجوز لدورك الاطّلاع على هذا للغرض المذكور. اذكر غرضاً آخر من أغراض عملك، أو اطلبه ممن هو من عمله.',
  ),
  RESTRICTED_RECORD: entry(
    403,
    'This part of the record is specially protected. The patient can permit you to read most of what is protected: ask them, or whoever wrote it.',
    'هذا الجزء من السجل محميّ حماية خاصة. يستطيع المريض أن يأذن لك بقراءة معظم ما هو محميّ: اسأله، أو اسأل من كتبه.',
  ),
  AUDIT_UNAVAILABLE: entry(
    503,
    'Who reads a record cannot be written down at the moment, so it is not given: try again soon.',
    'لا يمكن حالياً تدوين من يطّلع على السجل، لذلك لا يُعطى: أعد المحاولة بعد قليل.',
  ),
  NOT_FOUND: entry(404, 'There is no such record.', 'لا يوجد سجل كهذا.'),
  CONFLICT: entry(409, 'The record has changed meanwhile.', 'تغيّر السجل في هذه الأثناء.'),
  HEALTH_ID_INVALID: entry(
    400,
    'This health ID is mistyped: 12 digits are expected, the last two of which check the others.',
    'الرقم الصحي مكتوب خطأً: يجب أن يتألف من 12 رقماً، آخر رقمين منها للتحقق.',
  ),
  NATIONAL_NUMBER_INVALID: entry(400, 'A national number has 11 digits.', 'الرقم الوطني يتألف من 11 رقماً.'),
  DATE_IN_FUTURE: entry(400, 'This date lies in the future.', 'هذا التاريخ في المستقبل.'),
  DATE_OUTSIDE_LIFE: entry(
    400,
    'The patient did not live on this date: it lies before the birth or more than a week after the death.',
    'لم يكن المريض حياً في هذا التاريخ: فهو قبل ولادته أو بعد وفاته بأكثر من أسبوع.',
  ),
  SEX_IMPLAUSIBLE: entry(
    409,
    'This code does not fit the sex that is registered for the patient. Look at the code; a wrong sex is corrected in the registry.',
    'لا يوافق هذا الرمز الجنس المدوّن للمريض. تحقق من الرمز؛ وإن كان الجنس خطأً فيُصحَّح في سجل المرضى.',
  ),
  VALUE_UNLIKELY: entry(
    400,
    'This value is possible but unlikely: look again, and confirm it if it is right.',
    'هذا المقدار ممكن لكنه مستبعد: تحقق منه ثم أكّده إن كان صحيحاً.',
  ),
  NO_ALLERGY_CONTRADICTED: entry(
    409,
    'An allergy of this patient stands: it cannot be recorded that none is known.',
    'لدى هذا المريض حساسية قائمة، فلا يمكن تسجيل أنه لا حساسية معروفة لديه.',
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    409,
    'This idempotency key was used before with another input.',
    'استُخدم مفتاح منع التكرار هذا سابقاً مع مدخلات مختلفة.',
  ),
  PATIENT_ALREADY_MERGED: entry(
    409,
    'This health ID has already been merged into another.',
    'سبق دمج هذا الرقم الصحي في رقم آخر.',
  ),
  DATE_IN_PAST: entry(
    400,
    'Nothing can be dated back: only today is accepted.',
    'لا يجوز التسجيل بتاريخ سابق: يُقبل اليوم فقط.',
  ),
  TREATMENT_DENIED: entry(
    403,
    'The patient does not permit your facility to be recorded as treating.',
    'لم يأذن المريض بتسجيل منشأتك بين من يعالجه.',
  ),
  SLOT_TAKEN: entry(
    409,
    'The practitioner has another appointment at that time.',
    'لدى الممارس موعد آخر في هذا الوقت.',
  ),
  ARRIVAL_NEEDED: entry(
    403,
    'Nobody else at your facility has registered that this patient arrived there within the last day.',
    'لم يسجّل شخص آخر في منشأتك وصول هذا المريض إليها خلال اليوم الأخير.',
  ),
  GUARDIAN_NOT_ELIGIBLE: entry(
    409,
    'Only an adult can be made a guardian, and only of somebody under 18.',
    'لا يكون وليّاً إلا راشد، ولا تكون الولاية إلا على من هو دون الثامنة عشرة.',
  ),
  PATIENT_DECEASED: entry(
    409,
    'A death is recorded of this patient: that cannot be done any more.',
    'سُجّلت وفاة هذا المريض، فلم يعد ذلك ممكناً.',
  ),
  RECORDS_TOO_UNLIKE: entry(
    409,
    'These two records are too unlike to be one person’s.',
    'السجلان مختلفان إلى حدّ لا يمكن معه أن يكونا لشخص واحد.',
  ),
  SECOND_PERSON_NEEDED: entry(
    403,
    'Somebody else has to decide this: it needs a second person.',
    'يجب أن يبتّ في هذا شخص آخر غيرك.',
  ),
  ALREADY_DECIDED: entry(409, 'This has been decided already.', 'سبق البتّ في هذا.'),
  REQUEST_EXPIRED: entry(
    409,
    'The time for this request is over: make it again.',
    'انقضت مهلة هذا الطلب: قدّمه من جديد.',
  ),
  VERSION_CONFLICT: entry(
    409,
    'Someone else amended this record first: read it again.',
    'عُدّل هذا السجل من شخص آخر قبلك: أعد قراءته.',
  ),
  LABEL_LOWERING_REFUSED: entry(
    403,
    'Only the facility that made this record lowers its labels, with a reason; what is sealed, only its author.',
    'لا تُخفَّض سرية السجل أو وسومه إلا في المنشأة التي أنشأته ومع ذكر السبب، ولا يخفضها عن السجل المختوم إلا كاتبه.',
  ),
  PRESCRIPTION_EXPIRED: entry(409, 'This prescription has expired.', 'انتهت صلاحية هذه الوصفة.'),
  PRESCRIPTION_CANCELLED: entry(409, 'This prescription was cancelled.', 'أُلغيت هذه الوصفة.'),
  PRESCRIPTION_EXHAUSTED: entry(
    409,
    'The prescribed quantity has already been dispensed, here or elsewhere.',
    'صُرفت الكمية الموصوفة مسبقاً، هنا أو في صيدلية أخرى.',
  ),
  SAFETY_ALERT: entry(
    409,
    'A severe alert stops this: read the alerts, and acknowledge them with a reason if it has to be.',
    'أوقف هذا تنبيه شديد: اقرأ التنبيهات، وإن لم يكن بدّ فأقرّ بها مع ذكر السبب.',
  ),
  STOCK_INSUFFICIENT: entry(409, 'There is not enough of it in stock.', 'الكمية في المخزون غير كافية.'),
  DATABASE_UNAVAILABLE: entry(
    503,
    'The registry cannot be reached at the moment: try again soon.',
    'لا يمكن الوصول إلى السجل حالياً: أعد المحاولة بعد قليل.',
  ),
  SUBGRAPH_UNAVAILABLE: entry(
    503,
    'One of the health systems does not answer at the moment.',
    'أحد الأنظمة الصحية لا يستجيب حالياً.',
  ),
  SUBGRAPH_TIMEOUT: entry(
    504,
    'One of the health systems did not answer in time.',
    'لم يستجب أحد الأنظمة الصحية في الوقت المحدد.',
  ),
  DEADLINE_EXCEEDED: entry(
    504,
    'The time for this answer was over before all of it had come.',
    'انتهى الوقت المخصص لهذه الإجابة قبل اكتمالها.',
  ),
  SUBGRAPH_RESPONSE_INVALID: entry(
    502,
    'One of the health systems sent an answer that cannot be used.',
    'أرسل أحد الأنظمة الصحية إجابة لا يمكن استخدامها.',
  ),
  DOWNSTREAM_SERVICE_ERROR: entry(
    502,
    'One of the health systems reported an error. Quote the error id to the help desk.',
    'أبلغ أحد الأنظمة الصحية عن خطأ. اذكر معرّف الخطأ لمكتب المساعدة.',
  ),
  SUPERGRAPH_REFUSED: entry(500, 'The supergraph cannot be loaded.', 'تعذّر تحميل المخطط الوطني.'),
  OVERLOADED: entry(503, 'The gateway is busy: try again soon.', 'البوابة مشغولة: أعد المحاولة بعد قليل.'),
  RATE_LIMITED: entry(
    429,
    'Too many requests in a short time: wait, then try again.',
    'طلبات كثيرة في وقت قصير: انتظر ثم أعد المحاولة.',
  ),
  SHUTTING_DOWN: entry(503, 'The gateway is being restarted.', 'تجري إعادة تشغيل البوابة.'),
  INTERNAL_SERVER_ERROR: entry(
    500,
    'Something went wrong. Quote the error id to the help desk.',
    'حدث خطأ ما. اذكر معرّف الخطأ لمكتب المساعدة.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

/** What is said instead where it is known which system it was. In Arabic the system comes last, so that no verb has to agree with it. */
const ofSystems: Partial<Record<ErrorCode, Readonly<Record<Language, (system: string) => string>>>> = {
  SUBGRAPH_UNAVAILABLE: {
    en: (system) => `${system} does not answer at the moment.`,
    ar: (system) => `لا يأتي جواب حالياً من ${system}.`,
  },
  SUBGRAPH_TIMEOUT: {
    en: (system) => `${system} did not answer in time.`,
    ar: (system) => `لم يصل جواب في الوقت المحدد من ${system}.`,
  },
  SUBGRAPH_RESPONSE_INVALID: {
    en: (system) => `${system} sent an answer that cannot be used.`,
    ar: (system) => `وصلت إجابة لا يمكن استخدامها من ${system}.`,
  },
  DOWNSTREAM_SERVICE_ERROR: {
    en: (system) => `${system} reported an error. Quote the error id to the help desk.`,
    ar: (system) => `ورد خطأ من ${system}. اذكر معرّف الخطأ لمكتب المساعدة.`,
  },
};

/** A message that names the system that an error is about, by its title or else by its name; undefined for codes that are about none. */
export function messageOfSystem(
  code: ErrorCode,
  { name, title }: { name: string; title: Readonly<Record<Language, string>> | undefined },
  language: Language,
): string | undefined {
  const unnamed = language === 'ar' ? `النظام «${name}»` : `The system “${name}”`;
  return ofSystems[code]?.[language](title?.[language] ?? unnamed);
}

/** An expected failure: a code of the table, and values that are safe to show (never a patient's data). */
export class WaslError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  /** What is told instead of the table's message, where one code has several causes that its reader can do something about. */
  readonly says: Readonly<Record<Language, string>> | undefined;

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, unknown>> = {},
    options: ErrorOptions & { says?: Readonly<Record<Language, string>> } = {},
  ) {
    super((options.says ?? errors[code]).en, options);
    this.name = 'WaslError';
    this.code = code;
    this.details = details;
    this.says = options.says;
  }

  messageIn(language: Language): string {
    return (this.says ?? errors[this.code])[language];
  }

  get status(): number {
    return errors[this.code].status;
  }
}

/** The table's message for a code, in one of the two languages. */
export function messageOf(code: ErrorCode, language: Language): string {
  return errors[code][language];
}

function entry(status: number, en: string, ar: string): ErrorEntry {
  return { status, en, ar };
}
