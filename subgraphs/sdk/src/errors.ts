/** An error code's HTTP status and its messages. */
export interface ErrorEntry {
  /** Status when the whole request is refused; a field's error leaves the answer at 200. */
  readonly status: number;
  readonly en: string;
  readonly ar: string;
  /** False where no person can act on it, such as a failure between gateway and subgraph. Default true. */
  readonly forPeople?: boolean;
}

export type Language = 'ar' | 'en';

/** Codes by name. A code is stable once published: portals branch on it. */
export type ErrorTable = Readonly<Record<string, ErrorEntry>>;

/** The SDK's own codes. A subgraph adds its own table and throws its codes with `createFailure`. */
export const sdkErrors = {
  BAD_REQUEST: technical(400, 'The request is not a GraphQL request.', 'الطلب ليس طلب GraphQL صالحاً.'),
  GRAPHQL_PARSE_FAILED: technical(400, 'The GraphQL document cannot be read.', 'تعذّرت قراءة مستند GraphQL.'),
  GRAPHQL_VALIDATION_FAILED: technical(400, 'The operation does not fit the schema.', 'العملية لا تتوافق مع المخطط.'),
  BAD_USER_INPUT: entry(400, 'A value of the request is not valid.', 'إحدى قيم الطلب غير صالحة.'),
  OPERATION_TOO_LARGE: entry(
    400,
    'The operation is larger than this system accepts.',
    'العملية أكبر مما يقبله هذا النظام.',
  ),
  PAYLOAD_TOO_LARGE: entry(413, 'The request is too large.', 'الطلب كبير جداً.'),
  ANSWER_TOO_LARGE: entry(
    413,
    'The answer is larger than this system sends: ask for less at once.',
    'الإجابة أكبر مما يرسله هذا النظام: اطلب قدراً أقل في المرة الواحدة.',
  ),
  DEADLINE_EXCEEDED: entry(
    504,
    'The time for this answer was over before it was ready.',
    'انتهى الوقت المخصص لهذه الإجابة قبل أن تجهز.',
  ),
  OVERLOADED: technical(503, 'This system is busy: try again soon.', 'هذا النظام مشغول: أعد المحاولة بعد قليل.'),
  METHOD_NOT_ALLOWED: technical(405, 'Only POST is allowed here.', 'لا يُسمح هنا إلا بطريقة POST.'),
  UNSUPPORTED_MEDIA_TYPE: technical(415, 'Send application/json in UTF-8.', 'أرسل application/json بترميز UTF-8.'),
  CALLER_NOT_VERIFIED: technical(
    401,
    'No gateway vouches for the caller of this request.',
    'لا توجد بوابة تضمن هوية صاحب هذا الطلب.',
  ),
  UNAUTHENTICATED: entry(
    401,
    'The access token is missing, expired or not valid.',
    'رمز الدخول مفقود أو منتهي الصلاحية أو غير صالح.',
  ),
  FORBIDDEN: entry(403, 'You may not do that.', 'لا تملك صلاحية القيام بذلك.'),
  NOT_FOUND: entry(404, 'There is no such record.', 'لا يوجد سجل كهذا.'),
  INTERNAL_SERVER_ERROR: entry(
    500,
    'Something went wrong. Quote the error id to the help desk.',
    'حدث خطأ ما. اذكر معرّف الخطأ لمكتب المساعدة.',
  ),
} as const satisfies ErrorTable;

/** Details of an error that are safe to show: the invalid argument, a limit. Never a patient's data. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * An expected failure: the client gets its code, its message in the client's language and, unless its table says otherwise,
 * `extensions.forPeople: true`. Any other error is reported as one generic sentence.
 */
export class SubgraphError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetails;
  readonly sentences: Readonly<Record<Language, string>>;
  readonly forPeople: boolean;

  constructor(
    code: string,
    { status, en, ar, forPeople = true }: ErrorEntry,
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(en, options);
    this.name = 'SubgraphError';
    this.code = code;
    this.status = status;
    this.details = details;
    this.sentences = { en, ar };
    this.forPeople = forPeople;
  }
}

/** Makes `failure(code, details?)` for a table of codes: `throw failure('BED_TAKEN')`. */
export function createFailure<Table extends ErrorTable>(table: Table) {
  return (code: keyof Table & string, details?: ErrorDetails, options?: ErrorOptions): SubgraphError =>
    new SubgraphError(code, table[code]!, details, options);
}

/** A failure with a code of the SDK's own. */
export const sdkFailure = createFailure(sdkErrors);

function entry(status: number, en: string, ar: string): ErrorEntry {
  return { status, en, ar };
}

function technical(status: number, en: string, ar: string): ErrorEntry {
  return { status, en, ar, forPeople: false };
}
