import type { Language } from '@wasl/schema/errors.ts';
import { nameRule } from '../../subgraphName.ts';

/** What a subgraph says of itself, or of the whole schema, that cannot stand. */
export type WordsFault =
  | 'name'
  | 'nameLike'
  | 'unregistered'
  | 'titleTaken'
  | 'spec'
  | 'schemaDirective'
  | 'composed'
  | 'definition'
  | 'scope'
  | 'policy'
  | 'cost'
  | 'publicPersonal'
  | 'publicWrite'
  | 'title'
  | 'hidden'
  | 'reserved'
  | 'rootTwice'
  | 'rootUnknown'
  | 'link'
  | 'longName'
  | 'category'
  | 'path'
  | 'labels'
  | 'nobodys'
  | 'because'
  | 'argument'
  | 'via'
  | 'writesElsewhere'
  | 'nodes'
  | 'empty'
  | 'tooLarge'
  | 'tooDeep'
  | 'notUtf8';

export interface Words {
  fault: WordsFault;
  /** What it is said of: a name, a directive, a type or field. */
  coordinate: string;
  /** What is said: a scope, a policy, a directive; or the other subgraph. */
  what: string;
}

type Say = (words: Words) => string;

const inEnglish: Record<WordsFault, Say> = {
  name: ({ coordinate }) => `A subgraph cannot be called ${JSON.stringify(coordinate)}: ${nameRule}.`,
  nameLike: ({ coordinate, what }) => `${coordinate} would be the same as ${what} in settings: choose another name.`,
  unregistered: ({ coordinate }) =>
    `${coordinate} is not in the ownership file: add it there with its ministry, or give the file the subgraph's registered name.`,
  titleTaken: ({ coordinate, what }) =>
    `${what} is called ${JSON.stringify(coordinate)} already: people could not tell the two apart.`,
  spec: ({ coordinate }) =>
    `${coordinate} is no specification of the national graph, or not its version: federation/v2.x, nullability/v0.4, privacy/v1.0, node/v1.0 and system/v1.0 are.`,
  schemaDirective: ({ coordinate }) => `${coordinate} on the schema would hold for everybody's: remove it.`,
  composed: ({ coordinate }) =>
    `@composeDirective may carry the directives of the privacy, nullability and node specifications alone, not ${coordinate === '' ? 'what has no name' : coordinate}.`,
  definition: ({ coordinate }) =>
    `${coordinate} is defined otherwise than in the other subgraphs: copy its definition from there.`,
  scope: ({ coordinate, what }) =>
    `Nobody can have the scope ${JSON.stringify(what)}, which ${coordinate} asks for: correct it, or write it under scopes in the ownership file.`,
  policy: ({ coordinate, what }) =>
    `No policy file grants ${JSON.stringify(what)}, which ${coordinate} asks for: correct it, or add the policy.`,
  cost: ({ coordinate, what }) =>
    `${what} on ${coordinate} says that it costs less than nothing: give the true figure.`,
  publicPersonal: ({ coordinate }) =>
    `${coordinate} is @public and looks personal: give it a rule, or a name that does not speak of a person.`,
  publicWrite: ({ coordinate }) =>
    `${coordinate} is @public, and anybody at all could change something by it: give it a rule.`,
  title: () => '@system has to say what people call the system, in English and in Arabic: en: "…", ar: "…".',
  hidden: ({ what }) =>
    `Here stands ${what}, a character that nobody sees and that makes a text seem to be another: remove it.`,
  reserved: ({ coordinate }) => `${coordinate} is a name of GraphQL's or the gateway's own: choose another.`,
  rootTwice: ({ coordinate, what }) =>
    `${coordinate} cannot be the type of two kinds of operations (${what}): give each a type of its own.`,
  rootUnknown: ({ coordinate, what }) =>
    `schema says that ${coordinate} is its ${what} type, which the file does not declare: declare it, or name another.`,
  link: () => '@link names no specification: write its address, url: "https://…".',
  longName: ({ coordinate, what }) => `The name ${coordinate} has more than ${what} characters: shorten it.`,
  category: ({ coordinate, what }) =>
    `${JSON.stringify(what)} on ${coordinate} is no category of records: docs/specs/privacy.md names them.`,
  path: ({ coordinate, what }) =>
    `${what} of ${coordinate} leads to no text: write names of fields that there are, to one object after another.`,
  labels: ({ coordinate, what }) =>
    `${what} of ${coordinate} has to name two of its fields: the confidentiality, and the list of sensitivities.`,
  nobodys: ({ coordinate }) =>
    `mayBeNobodys on ${coordinate} says nothing without a subject: name the subject, or remove it.`,
  because: ({ coordinate }) => `@noRecord on ${coordinate} has to say why it is no record: because: "…".`,
  argument: ({ coordinate, what }) =>
    `${what} of @writesRecord on ${coordinate} leads to no text in its arguments: name the one with the id.`,
  via: ({ coordinate, what }) =>
    `${what}, via which ${coordinate} finds its patient, is no type: name the type of the record whose id it takes.`,
  writesElsewhere: ({ coordinate }) =>
    `@writesRecord on ${coordinate} says nothing, since it is no mutation: remove it.`,
  nodes: ({ what }) => `By @node it could not be told which type an id is of: ${what}.`,
  empty: () => 'The file declares nothing.',
  tooLarge: ({ what }) => `The file is larger than ${what}: divide the subgraph.`,
  tooDeep: ({ what }) => `It is nested more than ${what} levels deep.`,
  notUtf8: () => 'The file is not UTF-8: save it as UTF-8.',
};

const inArabic: Record<WordsFault, Say> = {
  name: ({ coordinate }) =>
    `لا يصلح ${JSON.stringify(coordinate)} اسماً لنظام: أحرف لاتينية صغيرة وأرقام وشرطات مفردة، أولها حرف، مثل social-affairs.`,
  nameLike: ({ coordinate, what }) => `لا يُميَّز ${coordinate} عن ${what} في الإعدادات: اختر اسماً آخر.`,
  unregistered: ({ coordinate }) =>
    `${coordinate} غير مذكور في ملف الملكية: أضفه مع وزارته، أو سمِّ الملف باسم النظام المسجّل.`,
  titleTaken: ({ coordinate, what }) => `يحمل ${what} الاسم ${JSON.stringify(coordinate)}: لن يميّز الناس بينهما.`,
  spec: ({ coordinate }) =>
    `${coordinate} ليست من مواصفات المخطط الوطني أو ليست بإصدارها: federation/v2.x وnullability/v0.4 وprivacy/v1.0 وnode/v1.0 وsystem/v1.0.`,
  schemaDirective: ({ coordinate }) => `${coordinate} على المخطط يسري على الجميع: احذفه.`,
  composed: ({ coordinate }) =>
    `لا يحمل @composeDirective إلا توجيهات مواصفات الخصوصية وnullability وnode، لا ${coordinate === '' ? 'ما لا اسم له' : coordinate}.`,
  definition: ({ coordinate }) => `تعريف ${coordinate} يخالف تعريفه في بقية الأنظمة: انسخه منها.`,
  scope: ({ coordinate, what }) =>
    `لا أحد يحمل النطاق ${JSON.stringify(what)} الذي يطلبه ${coordinate}: صحّحه، أو اكتبه تحت scopes في ملف الملكية.`,
  policy: ({ coordinate, what }) =>
    `لا ملف سياسات يمنح ${JSON.stringify(what)} التي يطلبها ${coordinate}: صحّحها، أو أضف السياسة.`,
  cost: ({ coordinate, what }) => `يقول ${what} على ${coordinate} إن كلفته أقل من لا شيء: اكتب الرقم الصحيح.`,
  publicPersonal: ({ coordinate }) =>
    `${coordinate} موسوم بـ @public ويبدو شخصياً: ضع له قاعدة، أو اسماً لا يدل على شخص.`,
  publicWrite: ({ coordinate }) => `${coordinate} موسوم بـ @public، فيغيّر به أي كان شيئاً: ضع له قاعدة.`,
  title: () => 'يجب أن يذكر @system اسم النظام بالإنكليزية والعربية: ‎en: "…", ar: "…"‎.',
  hidden: ({ what }) => `هنا المحرف ${what} الذي لا يراه أحد ويُظهر النص على غير ما هو: احذفه.`,
  reserved: ({ coordinate }) => `${coordinate} من أسماء GraphQL أو البوابة نفسها: اختر اسماً آخر.`,
  rootTwice: ({ coordinate, what }) => `لا يصلح ${coordinate} نوعاً لضربين من العمليات (${what}): اجعل لكل منهما نوعاً.`,
  rootUnknown: ({ coordinate, what }) =>
    `يذكر schema أن ${coordinate} هو نوع ${what} والملف لا يصرّح به: صرّح به أو سمِّ غيره.`,
  link: () => 'لا يسمّي @link مواصفة: اكتب عنوانها ‎url: "https://…"‎.',
  longName: ({ coordinate, what }) => `في الاسم ${coordinate} أكثر من ${what} محرف: اختصره.`,
  category: ({ coordinate, what }) =>
    `ليس ${JSON.stringify(what)} على ${coordinate} من أنواع السجلات: تجدها في docs/specs/privacy.md.`,
  path: ({ coordinate, what }) =>
    `لا يقود ${what} في ${coordinate} إلى نص: اكتب أسماء حقول موجودة، كائناً واحداً بعد آخر.`,
  labels: ({ coordinate, what }) => `يجب أن يسمّي ${what} في ${coordinate} حقلين منه: درجة السرية وقائمة وسوم الحساسية.`,
  nobodys: ({ coordinate }) => `لا معنى لـ mayBeNobodys على ${coordinate} دون subject: اذكره أو احذفها.`,
  because: ({ coordinate }) => `يجب أن يذكر @noRecord على ${coordinate} لماذا ليس سجلاً: ‎because: "…"‎.`,
  argument: ({ coordinate, what }) =>
    `لا يقود ${what} في @writesRecord على ${coordinate} إلى نص في معاملاته: سمِّ الذي يحمل المعرّف.`,
  via: ({ coordinate, what }) => `ليس ${what} الذي يجد به ${coordinate} مريضه نوعاً: سمِّ نوع السجل الذي يأخذ معرّفه.`,
  writesElsewhere: ({ coordinate }) => `لا معنى لـ @writesRecord على ${coordinate} فليس تعديلاً: احذفه.`,
  nodes: ({ what }) => `لا يُعرف بـ @node من أي نوع المعرّف: ${what}.`,
  empty: () => 'الملف لا يصرّح بشيء.',
  tooLarge: ({ what }) => `الملف أكبر من ${what}: قسّم النظام.`,
  tooDeep: ({ what }) => `التداخل فيه أعمق من ${what} مستوى.`,
  notUtf8: () => 'ليس ترميز الملف UTF-8: احفظه بهذا الترميز.',
};

/** A fault as one sentence that its reader can act on. */
export function sayWords(words: Words, language: Language): string {
  return (language === 'ar' ? inArabic : inEnglish)[words.fault](words);
}
