import type { Language } from '@wasl/schema/errors.ts';

/** What a subgraph would do to another's, or to what all have in common. */
export type ForeignAct =
  | 'override'
  | 'taken'
  | 'added'
  | 'unlisted'
  | 'copied'
  | 'differs'
  | 'directive'
  | 'key'
  | 'joined'
  | 'implements'
  | 'interfaceObject'
  | 'noInterface'
  | 'overrideNothing'
  | 'node'
  | 'provides'
  | 'reads'
  | 'root';

export interface Foreign {
  act: ForeignAct;
  /** The type or field that is concerned. */
  coordinate: string;
  /** The subgraph that it belongs to; empty for a root type. */
  owner: string;
  /** What is said of it: a directive, a key, another type; by act. */
  what: string;
}

type Say = (foreign: Foreign) => string;

const inEnglish: Record<ForeignAct, Say> = {
  override: ({ coordinate, owner }) =>
    `@override would take ${coordinate} from ${owner}, under whatever label: remove it, or ask ${owner} to write it under yields in the ownership file.`,
  taken: ({ coordinate, owner }) =>
    `${coordinate} belongs to ${owner}, and this subgraph would answer it as well: remove it, or write @external where it is only read.`,
  added: ({ coordinate, owner }) =>
    `${coordinate} would add a field to a type of ${owner}, which has not agreed: ask ${owner} to write this subgraph under extends in the ownership file.`,
  unlisted: ({ coordinate, owner, what }) =>
    `${coordinate} is not among the fields of ${what} in the ownership file: write it there${owner === '' ? '' : `, for ${owner} to agree to`}.`,
  copied: ({ coordinate, owner }) =>
    `${coordinate} is a type of ${owner}, and what this subgraph says of it would hold for all: give the type a name of your own, or refer to an entity by its key.`,
  differs: ({ coordinate, owner, what }) =>
    `${coordinate} is shared by ${owner} and must be declared exactly as there: it differs in ${what}.`,
  directive: ({ coordinate, owner, what }) =>
    `${what} on ${coordinate} would hold for everyone's use of it, and is for its owner, ${owner}, to write: remove it.`,
  key: ({ coordinate, owner, what }) => `${coordinate} of ${owner} has no key "${what}": use one of its owner's keys.`,
  joined: ({ coordinate, owner, what }) =>
    `${coordinate} would implement ${what}, whose rules would bind it: ${owner === '' ? 'a root type implements nothing' : `that is for its owner, ${owner}, to say`}.`,
  implements: ({ coordinate, owner, what }) =>
    `${what} would become one more kind of ${coordinate}, an interface of ${owner}: ask ${owner} to write this subgraph under extends in the ownership file.`,
  interfaceObject: ({ coordinate, owner }) =>
    `@interfaceObject on ${coordinate} would add fields to every type of that interface: ask its owner, ${owner}, to write this subgraph under extends in the ownership file.`,
  noInterface: ({ coordinate, owner }) => `${coordinate} of ${owner} is no interface: remove @interfaceObject.`,
  overrideNothing: ({ coordinate, what }) =>
    `@override on ${coordinate} names ${what === '' ? 'nobody' : what}, which is no other subgraph that answers it: remove it.`,
  node: ({ coordinate, owner, what }) =>
    `@node on ${what} would find the objects of ${coordinate} in the place of ${owner}: remove it.`,
  provides: ({ coordinate, owner, what }) =>
    `@provides on ${what} would answer ${coordinate} in the place of ${owner}: remove it.`,
  reads: ({ coordinate, owner, what }) =>
    `${what} reads ${coordinate} of ${owner}, which this subgraph may not be sent: remove it, or ask ${owner} to agree and write it under mayRead in the ownership file.`,
  root: ({ coordinate, what }) =>
    `${what} on ${coordinate} would hold for the fields of every ministry: write it on your own fields.`,
};

const inArabic: Record<ForeignAct, Say> = {
  override: ({ coordinate, owner }) =>
    `يأخذ @override الحقل ${coordinate} من ${owner} أيّاً كانت علامته: احذفه، أو اطلب من ${owner} أن يكتب ذلك تحت yields في ملف الملكية.`,
  taken: ({ coordinate, owner }) =>
    `الحقل ${coordinate} ملك ${owner}، وسيجيب عنه هذا النظام أيضاً: احذفه، أو اكتب @external إن كان للقراءة فقط.`,
  added: ({ coordinate, owner }) =>
    `يضيف ${coordinate} حقلاً إلى نوع يملكه ${owner} ولم يوافق: اطلب منه أن يكتب هذا النظام تحت extends في ملف الملكية.`,
  unlisted: ({ coordinate, owner, what }) =>
    `ليس ${coordinate} من حقول ${what} في ملف الملكية: اكتبه هناك${owner === '' ? '' : ` ليوافق عليه ${owner}`}.`,
  copied: ({ coordinate, owner }) =>
    `النوع ${coordinate} ملك ${owner}، وما يقوله هذا النظام عنه يسري على الجميع: اختر اسماً آخر للنوع، أو أشر إلى الكيان بمفتاحه.`,
  differs: ({ coordinate, owner, what }) =>
    `النوع ${coordinate} يشاركه ${owner} ويجب التصريح به كما هو عنده تماماً: الاختلاف في ${what}.`,
  directive: ({ coordinate, owner, what }) =>
    `${what} على ${coordinate} يسري على كل من يستعمله، وكتابته لمالكه ${owner} وحده: احذفه.`,
  key: ({ coordinate, owner, what }) =>
    `ليس للنوع ${coordinate} لدى ${owner} مفتاح "${what}": استعمل مفتاحاً من مفاتيح مالكه.`,
  joined: ({ coordinate, owner, what }) =>
    `سيصبح ${coordinate} من نوع الواجهة ${what} فتلزمه قواعدها: ${owner === '' ? 'الأنواع الجذرية لا تنفّذ واجهات' : `القول في ذلك لمالكه ${owner}`}.`,
  implements: ({ coordinate, owner, what }) =>
    `سيصبح ${what} شكلاً آخر من ${coordinate}، وهي واجهة يملكها ${owner}: اطلب منه أن يكتب هذا النظام تحت extends في ملف الملكية.`,
  interfaceObject: ({ coordinate, owner }) =>
    `يضيف @interfaceObject على ${coordinate} حقولاً إلى كل أنواع الواجهة: اطلب من مالكها ${owner} أن يكتب هذا النظام تحت extends في ملف الملكية.`,
  noInterface: ({ coordinate, owner }) => `ليس ${coordinate} لدى ${owner} واجهة: احذف @interfaceObject.`,
  overrideNothing: ({ coordinate, what }) =>
    `يسمّي @override على ${coordinate} ${what === '' ? 'لا أحد' : `النظام ${what}`}، وليس نظاماً آخر يجيب عنه: احذفه.`,
  node: ({ coordinate, owner, what }) => `يجد @node على ${what} كائنات ${coordinate} بدلاً من ${owner}: احذفه.`,
  provides: ({ coordinate, owner, what }) => `يجيب @provides على ${what} عن ${coordinate} بدلاً من ${owner}: احذفه.`,
  reads: ({ coordinate, owner, what }) =>
    `يقرأ ${what} الحقل ${coordinate} من ${owner} ولا يجوز إرساله إلى هذا النظام: احذفه، أو اطلب موافقة ${owner} وكتابته تحت mayRead في ملف الملكية.`,
  root: ({ coordinate, what }) => `${what} على ${coordinate} يسري على حقول كل الوزارات: اكتبه على حقولك وحدها.`,
};

/** An act as one sentence that its reader can act on. */
export function sayForeign(foreign: Foreign, language: Language): string {
  return (language === 'ar' ? inArabic : inEnglish)[foreign.act](foreign);
}
