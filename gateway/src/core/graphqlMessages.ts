/**
 * What graphql-js 16 says of documents and variables, with what it says in Arabic. Names and types stay as they are written; `$1` and so on
 * are what a pattern took. A message begins with one of these sentences; what follows is translated by itself.
 */
const sentences: readonly (readonly [pattern: string, arabic: string])[] = [
  // Validation, in the order of its rules.
  ['The "?([^"]+?)"? definition is not executable\\.', 'التعريف «$1» لا يُنفَّذ.'],
  ['Cannot query field "(.+?)" on type "(.+?)"\\.', 'لا حقل باسم «$1» في النوع «$2».'],
  [
    'Fragment "(.+?)" cannot condition on non composite type "(.+?)"\\.',
    'المقطع «$1» لا يكون على «$2»: ليس لهذا النوع حقول.',
  ],
  ['Fragment cannot condition on non composite type "(.+?)"\\.', 'لا مقطع على «$1»: ليس لهذا النوع حقول.'],
  ['Unknown argument "(.+?)" on field "(.+?)"\\.', 'لا مُعطى باسم «$1» للحقل «$2».'],
  ['Unknown argument "(.+?)" on directive "(.+?)"\\.', 'لا مُعطى باسم «$1» للتوجيه «$2».'],
  ['Unknown directive "(.+?)"\\.', 'لا توجيه باسم «$1».'],
  ['Directive "(.+?)" may not be used on (.+?)\\.', 'لا يوضع التوجيه «$1» في هذا الموضع ($2).'],
  ['Unknown fragment "(.+?)"\\.', 'لا مقطع باسم «$1».'],
  ['Unknown type "(.+?)"\\.', 'لا نوع باسم «$1».'],
  ['This anonymous operation must be the only defined operation\\.', 'عملية بلا اسم يجب أن تكون وحدها في المستند.'],
  ['Maximum introspection depth exceeded', 'الاستعلام عن المخطط أعمق من المسموح.'],
  ['Cannot spread fragment "(.+?)" within itself via (.+?)\\.', 'لا يُدرج المقطع «$1» في نفسه، وهو هنا من خلال $2.'],
  ['Cannot spread fragment "(.+?)" within itself\\.', 'لا يُدرج المقطع «$1» في نفسه.'],
  ['Variable "(.+?)" is not defined by operation "(.+?)"\\.', 'المتغير «$1» غير معرَّف في العملية «$2».'],
  ['Variable "(.+?)" is not defined\\.', 'المتغير «$1» غير معرَّف.'],
  ['Fragment "(.+?)" is never used\\.', 'المقطع «$1» لا يُستعمل.'],
  ['Variable "(.+?)" is never used in operation "(.+?)"\\.', 'المتغير «$1» لا يُستعمل في العملية «$2».'],
  ['Variable "(.+?)" is never used\\.', 'المتغير «$1» لا يُستعمل.'],
  [
    'Fields "(.+?)" conflict because (.+)\\. Use different aliases on the fields to fetch both if this was intentional\\.',
    'الحقلان باسم «$1» متعارضان ($2). إن أردت كليهما فسمِّ أحدهما باسم آخر.',
  ],
  [
    'Fragment "(.+?)" cannot be spread here as objects of type "(.+?)" can never be of type "(.+?)"\\.',
    'لا يُدرج المقطع «$1» هنا: ما نوعه «$2» لا يكون «$3» أبداً.',
  ],
  [
    'Fragment cannot be spread here as objects of type "(.+?)" can never be of type "(.+?)"\\.',
    'لا يُدرج هذا المقطع هنا: ما نوعه «$1» لا يكون «$2» أبداً.',
  ],
  [
    'Field "(.+?)" argument "(.+?)" of type "(.+?)" is required, but it was not provided\\.',
    'للحقل «$1» مُعطى لازم لم يُكتب: «$2» من نوع «$3».',
  ],
  [
    'Directive "(.+?)" argument "(.+?)" of type "(.+?)" is required, but it was not provided\\.',
    'للتوجيه «$1» مُعطى لازم لم يُكتب: «$2» من نوع «$3».',
  ],
  ['Argument "(.+?)" of required type "(.+?)" was not provided\\.', 'لم يُكتب المُعطى اللازم «$1» من نوع «$2».'],
  [
    'Argument "(.+?)" of required type "(.+?)" was provided the variable "(.+?)" which was not provided a runtime value\\.',
    'المُعطى اللازم «$1» من نوع «$2» هو المتغير «$3»، وهذا لم يُرسَل.',
  ],
  ['Argument "(.+?)" of non-null type "(.+?)" must not be null\\.', 'المُعطى «$1» من نوع «$2» لا يكون null.'],
  ['Argument "(.+?)" has invalid value (.+)\\.', 'قيمة المُعطى «$1» لا تصلح: $2.'],
  [
    'Field "(.+?)" must not have a selection since type "(.+?)" has no subfields\\.',
    'لا تُختار حقول داخل «$1»: ليس للنوع «$2» حقول.',
  ],
  ['Field "(.+?)" of type "(.+?)" must have a selection of subfields\\.', 'اختر حقولاً داخل «$1»، فنوعه «$2» له حقول.'],
  [
    'Field "(.+?)" of type "(.+?)" must have at least one field selected\\.',
    'اختر حقلاً واحداً على الأقل داخل «$1» (النوع «$2»).',
  ],
  ['There can be only one argument named "(.+?)"\\.', 'المُعطى «$1» مكرر.'],
  ['There can be only one fragment named "(.+?)"\\.', 'المقطع «$1» مكرر.'],
  ['There can be only one input field named "(.+?)"\\.', 'الحقل «$1» مكرر في القيمة المُدخلة.'],
  ['There can be only one operation named "(.+?)"\\.', 'العملية «$1» مكررة.'],
  ['There can be only one variable named "(.+?)"\\.', 'المتغير «$1» مكرر.'],
  ['The directive "(.+?)" can only be used once at this location\\.', 'التوجيه «$1» لا يوضع هنا إلا مرة.'],
  ['Subscription "(.+?)" must select only one top level field\\.', 'الاشتراك «$1» له حقل جذري واحد فقط.'],
  ['Anonymous Subscription must select only one top level field\\.', 'للاشتراك حقل جذري واحد فقط.'],
  ['Variable "(.+?)" cannot be non-input type "(.+?)"\\.', 'المتغير «$1» لا يكون من نوع «$2»: هذا النوع لا يُرسَل.'],
  [
    'Variable "(.+?)" of type "(.+?)" used in position expecting type "(.+?)"\\.',
    'المتغير «$1» من نوع «$2» في موضع يُنتظر فيه «$3».',
  ],
  ['Field "(.+?)" of required type "(.+?)" was not provided\\.', 'لم يُكتب الحقل اللازم «$1» من نوع «$2».'],
  ['Field "(.+?)" is not defined by type "(.+?)"\\.', 'لا حقل باسم «$1» في النوع «$2».'],
  ['Field "(.+?)" must be non-null\\.', 'الحقل «$1» لا يكون null.'],
  ['OneOf Input Object "(.+?)" must specify exactly one key\\.', 'اكتب حقلاً واحداً بالضبط من حقول «$1».'],
  ['Exactly one key must be specified for OneOf type "(.+?)"\\.', 'اكتب حقلاً واحداً بالضبط من حقول «$1».'],
  [
    'GraphQL introspection has been disabled, but the requested query contained the field "(.+?)"\\.',
    'لا يُجاب هنا عن المخطط، والاستعلام يطلب الحقل «$1».',
  ],
  // Values, alone and at the end of another sentence.
  ['Expected value of type "(.+?)", found ("(?:[^"\\\\]|\\\\.)*"|[^"].*?); (?=[A-Z])', 'يُنتظر «$1» لا $2: '],
  ['Expected value of type "(.+?)", found (.+)\\.', 'يُنتظر «$1» لا $2.'],
  ['Expected non-nullable type "(.+?)" not to be null\\.', 'القيمة من نوع «$1» لا تكون null.'],
  ['Expected type "(.+?)" to be an object\\.', 'قيمة النوع «$1» كائن له حقول.'],
  ['Expected type "(.+?)"\\.', 'يُنتظر النوع «$1».'],
  ['Value "(.+?)" does not exist in "(.+?)" enum\\.', 'لا قيمة باسم «$1» في «$2».'],
  ['Enum "(.+?)" cannot represent non-(?:string|enum) value: (.+?)\\.', 'ليست $2 من قيم «$1».'],
  ['Int cannot represent non-integer value: (.+)', 'ليس عدداً صحيحاً: $1'],
  ['Int cannot represent non 32-bit signed integer value: (.+)', 'عدد صحيح أكبر مما يُقبل: $1'],
  ['Float cannot represent non numeric value: (.+)', 'ليس عدداً: $1'],
  ['String cannot represent a non string value: (.+)', 'ليس نصاً: $1'],
  ['Boolean cannot represent a non boolean value: (.+)', 'ليس true ولا false: $1'],
  ['ID cannot represent (?:a non-string and non-integer )?value: (.+)', 'ليس مُعرِّفاً: $1'],
  ['A number is too large\\.', 'عدد أكبر مما يُقبل.'],
  // Variables.
  [
    'Variable "(.+?)" expected value of type "(.+?)" which cannot be used as an input type\\.',
    'المتغير «$1» من نوع «$2»، وهذا النوع لا يُرسَل.',
  ],
  ['Variable "(.+?)" of required type "(.+?)" was not provided\\.', 'لم يُرسَل المتغير اللازم «$1» من نوع «$2».'],
  ['Variable "(.+?)" of non-null type "(.+?)" must not be null\\.', 'المتغير «$1» من نوع «$2» لا يكون null.'],
  [
    'Variable "(.+?)" got invalid value ("(?:[^"\\\\]|\\\\.)*"|[^"].*?) at "(.+?)"; (?=[A-Z])',
    'قيمة المتغير «$1» لا تصلح ($2 عند «$3»): ',
  ],
  ['Variable "(.+?)" got invalid value ("(?:[^"\\\\]|\\\\.)*"|[^"].*?); (?=[A-Z])', 'قيمة المتغير «$1» لا تصلح ($2): '],
  [
    'Too many errors processing variables, error limit reached\\. Execution aborted\\.',
    'في المتغيرات أخطاء كثيرة، فتوقفت القراءة.',
  ],
  // Syntax.
  ['Syntax Error: (?=.)', 'خطأ في الكتابة: '],
  ['Expected (Name|Int|Float|String|BlockString|".+?"|<EOF>), found <EOF>\\.', 'يُنتظر $1 وانتهى النص.'],
  ['Expected (Name|Int|Float|String|BlockString|".+?"|<EOF>), found (.+)\\.', 'يُنتظر $1 لا $2.'],
  ['Unexpected <EOF>\\.', 'انتهى النص قبل تمامه.'],
  ['Unexpected variable "(.+?)" in constant value\\.', 'لا متغير هنا: «$1» في قيمة ثابتة.'],
  ['Unexpected character: (.+)\\.', 'حرف في غير موضعه: $1.'],
  [
    'Unexpected single quote character \\(\'\\), did you mean to use a double quote \\("\\)\\?',
    'علامة مفردة (\')؛ النصوص بين علامتين مزدوجتين (").',
  ],
  ['Unexpected (.+)\\.', 'في غير موضعه: $1.'],
  ['Unterminated string\\.', 'نص لم يُغلق.'],
  ['Invalid character within String: (.+)\\.', 'حرف لا يُقبل داخل نص: $1.'],
  ['Invalid (?:Unicode|character) escape sequence: (.+)\\.', 'رمز هروب لا يُقبل: $1.'],
  ['Invalid number, expected digit but got: (.+)\\.', 'عدد ناقص: يُنتظر رقم لا $1.'],
  ['Invalid number, unexpected digit after 0: (.+)\\.', 'عدد يبدأ بصفر يتبعه رقم: $1.'],
  ['Document contains more that (\\d+) tokens\\. Parsing aborted\\.', 'في المستند أكثر من $1 كلمة، فتوقفت القراءة.'],
  // What is added to others.
  ['Did you mean to use an inline fragment on (.+?)\\?', 'أتقصد مقطعاً على $~1؟'],
  ['Did you mean (?:the enum value )?(.+?)\\?', 'أتقصد $~1؟'],
];

/** Names and types have no quotes in them; what is quoted of values may. */
const patterns = sentences.map(
  ([pattern, arabic]) => [new RegExp(`^${pattern.replaceAll('"(.+?)"', '"([^"]+)"')}\\s*`, 's'), arabic] as const,
);

/** A message is of few sentences; more is a text that somebody else wrote. */
const mostSentences = 6;

/**
 * A message of graphql-js in Arabic. Undefined where it says what is not known here: half a message of each language helps nobody.
 * @param message as it was given, at most some thousand characters: those that quote a request are shortened before
 */
export function graphqlMessageInArabic(message: string): string | undefined {
  const told: string[] = [];
  let left = message.trim();
  while (left !== '') {
    const next = readSentence(left);
    if (!next || told.length === mostSentences) return undefined;
    told.push(next.arabic);
    left = left.slice(next.length);
  }
  return told.length === 0 ? undefined : told.join(' ').replaceAll(/ {2,}/g, ' ');
}

function readSentence(text: string): { arabic: string; length: number } | undefined {
  for (const [pattern, arabic] of patterns) {
    const found = pattern.exec(text);
    if (found) return { arabic: fill(arabic, found), length: found[0].length };
  }
  return undefined;
}

/** `$1` stands for what was taken, `$~1` for names, which are told apart from the words around them. */
function fill(arabic: string, found: RegExpExecArray): string {
  return arabic.replaceAll(/\$(~?)(\d)/g, (_, isNames: string, number: string) => {
    const taken = found[Number(number)] ?? '';
    return isNames ? namesIn(taken) : conflictIn(taken);
  });
}

function namesIn(taken: string): string {
  return taken
    .replaceAll(/,? or /g, ' أو ')
    .replaceAll(', ', '، ')
    .replaceAll(/"([^"]+)"/g, '«$1»');
}

/** Why two fields conflict; anything else stays as it is. */
function conflictIn(taken: string): string {
  if (!/ are different fields|^they |conflict because/.test(taken)) return taken;
  const words = taken
    .replaceAll(/(?: and )?subfields "([^"]+)" conflict because /g, ' في داخلهما «$1»: ')
    .replaceAll(/"([^"]+)" and "([^"]+)" are different fields/g, '«$1» و«$2» حقلان مختلفان')
    .replaceAll(/they return conflicting types "([^"]+)" and "([^"]+)"/g, 'نوعاهما «$1» و«$2»')
    .replaceAll('they have differing arguments', 'معطياتهما مختلفة')
    .replaceAll('they have differing stream directives', 'توجيها stream مختلفان');
  return words.trim();
}
