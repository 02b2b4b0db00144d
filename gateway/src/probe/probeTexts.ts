import type { Language } from '@wasl/schema/errors.ts';
import type { Came, CheckName } from './findings.ts';

/** Of one check: what it holds, what was sent, and what to do where it does not hold. */
interface CheckTexts {
  holds: string;
  sent: string;
  todo: string;
}

const refuse401 = 'Answer 401 with extensions.code CALLER_NOT_VERIFIED, before anything runs';
const refuse401Ar = 'أجب بالحالة 401 والرمز CALLER_NOT_VERIFIED في extensions.code قبل تنفيذ أي شيء';

const en: Record<CheckName, CheckTexts> = {
  accepted: {
    holds: 'answers what its gateway signed',
    sent: '{ __typename }, rightly signed',
    todo: 'See that it has the key of this name (WASL_SUBGRAPH_KEY), that its clock is right, and that path and query are those of this address',
  },
  sdl: {
    holds: 'tells the registered schema',
    sent: '{ _service { sdl } }',
    todo: 'Serve the SDL that is registered, or publish this one: wasl publish',
  },
  unsigned: {
    holds: 'refuses what is unsigned',
    sent: 'a request without a signature',
    todo: `${refuse401} (reason unsigned)`,
  },
  altered_body: {
    holds: 'refuses an altered body',
    sent: 'another body than was signed',
    todo: `${refuse401} (reason digest): compare content-digest with the body's SHA-256`,
  },
  altered_caller: {
    holds: 'refuses an altered caller',
    sent: 'x-wasl-caller with another sub than was signed',
    todo: `${refuse401} (reason signature): the signature covers x-wasl-caller`,
  },
  late: {
    holds: 'refuses what is late',
    sent: 'a request signed ten minutes ago',
    todo: `${refuse401} (reason expired): created at most 65 seconds ago`,
  },
  early: {
    holds: 'refuses what is of the future',
    sent: 'a request signed ten minutes ahead',
    todo: `${refuse401} (reason clock): created at most 5 seconds ahead`,
  },
  replayed: {
    holds: 'refuses a mutation that came before',
    sent: 'mutation { __typename } twice, with one signature',
    todo: `Answer the first. ${refuse401} for the second (reason replayed): remember nonces, shared among instances`,
  },
  other_audience: {
    holds: 'refuses what is meant for another subgraph',
    sent: 'a request whose keyid and aud name another subgraph',
    todo: `${refuse401} (reason wrong_audience): compare the name in keyid`,
  },
  other_assertion: {
    holds: 'refuses a caller meant for another subgraph',
    sent: 'x-wasl-caller whose aud names another subgraph',
    todo: `${refuse401} (reason wrong_audience): compare aud`,
  },
  unknown_keys: {
    holds: 'answers null for a key that nobody has',
    sent: '_entities with keys that nobody has',
    todo: 'Answer null in their places, without an error',
  },
  order: {
    holds: 'answers entities in the order asked',
    sent: '_entities with several keys',
    todo: 'Sort what the database gave by the keys asked for: one item for each, at its place',
  },
  own_keys: {
    holds: 'answers the keys it was asked for',
    sent: '_entities, and the key fields asked back',
    todo: 'Answer key fields exactly as they were asked for',
  },
  one_bad_key: {
    holds: 'one bad key fails nobody else',
    sent: '_entities with a type that there is not, then with a representation without a key, among good ones',
    todo: 'Answer null, or an error with its path, for that one; answer the others',
  },
  many_keys: {
    holds: 'answers 500 entities at once',
    sent: '_entities with 500 keys',
    todo: 'Accept at least 500 representations, and load them together',
  },
  deadline: {
    holds: 'stops when no time is left, and not before',
    sent: 'x-wasl-time-left: 0, then 30000, and what is no whole number',
    todo: 'Answer DEADLINE_EXCEEDED (504) where the header says 0 alone, ignore what is no whole number, and stop working when the time that it says is over',
  },
  large_body: {
    holds: 'refuses a body that is too large, and lives on',
    sent: 'a body one byte beyond the limit',
    todo: 'Answer 413 by content-length, before the body is read; say another limit with --body-bytes',
  },
  live: {
    holds: 'says that it lives',
    sent: 'GET /health/live',
    todo: 'Answer 200 while the process runs; say another address with --health',
  },
  ready: {
    holds: 'says that it is ready',
    sent: 'GET /health/ready',
    todo: 'Answer 200 when it can answer, 503 otherwise; say another address with --health',
  },
};

const ar: Record<CheckName, CheckTexts> = {
  accepted: {
    holds: 'يجيب عمّا وقّعته بوابته',
    sent: '{ __typename } بتوقيع صحيح',
    todo: 'تأكد من أن لديه مفتاح هذا الاسم (WASL_SUBGRAPH_KEY)، وأن ساعته صحيحة، وأن المسار هو مسار هذا العنوان',
  },
  sdl: {
    holds: 'يعرض المخطط المسجّل',
    sent: '{ _service { sdl } }',
    todo: 'اعرض المخطط المسجّل، أو انشر هذا المخطط: wasl publish',
  },
  unsigned: { holds: 'يرفض ما لا توقيع له', sent: 'طلب بلا توقيع', todo: `${refuse401Ar} (السبب unsigned)` },
  altered_body: {
    holds: 'يرفض محتوى معدّلاً',
    sent: 'محتوى غير الذي وُقّع',
    todo: `${refuse401Ar} (السبب digest): قارن content-digest ببصمة SHA-256 للمحتوى`,
  },
  altered_caller: {
    holds: 'يرفض تغيير صاحب الطلب',
    sent: 'الترويسة x-wasl-caller وفيها sub غير الذي وُقّع',
    todo: `${refuse401Ar} (السبب signature): التوقيع يشمل x-wasl-caller`,
  },
  late: {
    holds: 'يرفض الطلب المتأخر',
    sent: 'طلب وُقّع قبل عشر دقائق',
    todo: `${refuse401Ar} (السبب expired): لا يُقبل ما مضى على created فيه أكثر من 65 ثانية`,
  },
  early: {
    holds: 'يرفض طلباً من المستقبل',
    sent: 'طلب توقيعه بعد عشر دقائق من الآن',
    todo: `${refuse401Ar} (السبب clock): لا يُقبل ما يسبق فيه created الساعة بأكثر من 5 ثوانٍ`,
  },
  replayed: {
    holds: 'يرفض عملية كتابة مكررة',
    sent: 'mutation { __typename } مرتين بتوقيع واحد',
    todo: `أجب عن الأولى. وللثانية: ${refuse401Ar} (السبب replayed): احفظ قيم nonce، مشتركة بين النسخ`,
  },
  other_audience: {
    holds: 'يرفض ما هو موجّه إلى نظام آخر',
    sent: 'طلب يسمّي keyid وaud فيه نظاماً آخر',
    todo: `${refuse401Ar} (السبب wrong_audience): قارن الاسم في keyid`,
  },
  other_assertion: {
    holds: 'يرفض إفادةً موجّهة إلى نظام آخر',
    sent: 'الترويسة x-wasl-caller وفيها aud لنظام آخر',
    todo: `${refuse401Ar} (السبب wrong_audience): قارن aud`,
  },
  unknown_keys: {
    holds: 'يجيب بـ null عن مفتاح لا صاحب له',
    sent: '_entities بمفاتيح لا صاحب لها',
    todo: 'أجب بـ null في مواضعها دون خطأ',
  },
  order: {
    holds: 'يجيب عن الكيانات بالترتيب المطلوب',
    sent: '_entities بعدة مفاتيح',
    todo: 'رتّب ما أعطته قاعدة البيانات حسب المفاتيح المطلوبة: عنصر لكل مفتاح في موضعه',
  },
  own_keys: {
    holds: 'يجيب بالمفاتيح التي طُلبت',
    sent: '_entities مع طلب حقول المفتاح',
    todo: 'أعِد حقول المفتاح كما طُلبت تماماً',
  },
  one_bad_key: {
    holds: 'لا يُفسد مفتاح سيئ غيره',
    sent: '_entities فيها نوع غير موجود، ثم تمثيل بلا مفتاح، بين مفاتيح سليمة',
    todo: 'أجب عن ذلك وحده بـ null أو بخطأ يحمل موضعه، وأجب عن الباقي',
  },
  many_keys: {
    holds: 'يجيب عن 500 كيان دفعة واحدة',
    sent: '_entities بـ 500 مفتاح',
    todo: 'اقبل 500 تمثيل على الأقل وحمّلها معاً',
  },
  deadline: {
    holds: 'يتوقف حين لا يبقى وقت، لا قبل ذلك',
    sent: 'x-wasl-time-left: 0، ثم 30000 وما ليس عدداً صحيحاً',
    todo: 'أجب بـ DEADLINE_EXCEEDED (504) حين تقول الترويسة 0 وحدها، وأهمل ما ليس عدداً صحيحاً، وتوقف عن العمل حين ينتهي الوقت الذي تذكره',
  },
  large_body: {
    holds: 'يرفض محتوى أكبر من الحد ويستمر',
    sent: 'محتوى يزيد على الحد ببايت واحد',
    todo: 'أجب بالحالة 413 حسب content-length قبل قراءة المحتوى؛ ويُذكر حد آخر بالخيار --body-bytes',
  },
  live: {
    holds: 'يقول إنه يعمل',
    sent: 'GET /health/live',
    todo: 'أجب بالحالة 200 ما دام البرنامج يعمل؛ ويُذكر عنوان آخر بالخيار --health',
  },
  ready: {
    holds: 'يقول إنه جاهز',
    sent: 'GET /health/ready',
    todo: 'أجب بالحالة 200 حين يمكنه الإجابة وإلا 503؛ ويُذكر عنوان آخر بالخيار --health',
  },
};

export const checkTexts: Record<Language, Record<CheckName, CheckTexts>> = { en, ar };

export const probeTexts = {
  en: {
    description:
      'test a running subgraph, in any language, against the contract; exit code 0 all holds, 1 faults, 2 it does not answer',
    sent: 'sent',
    came: 'came',
    todo: 'do',
    skipped: {
      any: 'not looked at',
      order: 'not seen: give two entities that there are with --examples',
      sdl: 'compared with nothing: give what is registered with --sdl',
      replayed: 'it has no mutations',
    } as Record<string, string>,
    verdict: (faults: number) => (faults === 0 ? 'All that was looked at holds.' : `${faults} faults.`),
  },
  ar: {
    description: 'فحص نظام فرعي يعمل، بأي لغة كُتب، وفق العقد؛ رمز الخروج 0 سليم، 1 فيه عيوب، 2 لا يجيب',
    sent: 'أُرسل',
    came: 'جاء',
    todo: 'المطلوب',
    skipped: {
      any: 'لم يُفحص',
      order: 'لم يُرَ: اذكر كيانين موجودين بالخيار --examples',
      sdl: 'لم يُقارن بشيء: اذكر المخطط المسجّل بالخيار --sdl',
      replayed: 'ليس فيه عمليات كتابة',
    } as Record<string, string>,
    verdict: (faults: number) => (faults === 0 ? 'كل ما فُحص سليم.' : `عدد العيوب: ${faults}.`),
  },
} as const satisfies Record<Language, object>;

const whats: Record<Language, Record<Extract<Came, { kind: 'other' }>['what'], string>> = {
  en: {
    length: 'another number of items (asked, answered):',
    order: 'in another place:',
    keys: 'with another key:',
    lost: 'lost:',
    errors: 'errors:',
    schema: 'differs at',
    no_sdl: 'no SDL that can be read',
  },
  ar: {
    length: 'عدد آخر من العناصر (المطلوب، المُجاب):',
    order: 'في موضع آخر:',
    keys: 'بمفتاح آخر:',
    lost: 'ضاع:',
    errors: 'أخطاء:',
    schema: 'يختلف عند',
    no_sdl: 'لا مخطط تمكن قراءته',
  },
};

/** What a subgraph did, in words. */
export function sayCame(came: Came, language: Language): string {
  const isArabic = language === 'ar';
  switch (came.kind) {
    case 'answer': {
      const codes = came.codes.length > 0 ? ` ${came.codes.join(', ')}` : '';
      const data = came.hasData ? (isArabic ? ' مع بيانات' : ' with data') : isArabic ? ' بلا بيانات' : ' without data';
      return `${came.status}${codes}${data}`;
    }
    case 'closed':
      return isArabic ? 'قُطع الاتصال بلا إجابة' : 'the connection was closed without an answer';
    case 'no_answer':
      return isArabic ? 'لا إجابة' : 'no answer';
    case 'gone':
      return isArabic ? 'لم يعد يجيب بعد ذلك' : 'it did not answer any more after it';
    case 'other':
      return `${whats[language][came.what]} ${came.items.join(', ')}`.trim();
  }
}
