import type { Command } from 'commander';
import { errorInArabic } from './arabicErrors.ts';

/** Commander's own words. */
const titles: Readonly<Record<string, string>> = {
  'Usage:': 'الاستخدام:',
  'Options:': 'الخيارات:',
  'Arguments:': 'الوسائط:',
  'Commands:': 'الأوامر:',
};

/** What is said of commands, options and arguments whose files hold it in English alone. */
const texts: Readonly<Record<string, string>> = {
  'display help for command': 'عرض هذه المساعدة',
  'Wasl (وصل): a national health GraphQL gateway': 'وصل: بوابة GraphQL وطنية للصحة',
  'run the whole demo: the subgraphs, their databases, the issuer, the gateway and the playground':
    'تشغيل العرض كله: الأنظمة وقواعد بياناتها ومُصدِر الرموز والبوابة وساحة التجربة',
  'port of the gateway; the issuer takes the next one; 0 picks free ones':
    'منفذ البوابة، ويأخذ مُصدِر الرموز المنفذ التالي؛ و0 لمنافذ حرة',
  'people in the demo population': 'عدد الأشخاص في بيانات العرض',
  'how long an access token of a persona counts': 'كم ثانية يسري رمز دخول الشخصية',
  'subgraphs that join: each folder has a wasl.json that says how it is started':
    'أنظمة تنضم: في كل مجلد ملف wasl.json يقول كيف يُشغَّل',
  'running subgraphs that join, with the keys that wasl keys derive prints':
    'أنظمة تعمل وتنضم، بالمفاتيح التي يطبعها ‎wasl keys derive',
  'serve what is in force in a registry, and follow what is approved and rolled back there':
    'تخديم ما هو سارٍ في سجل، واتباع ما يُوافَق عليه فيه وما يُعاد',
  'who owns what: a subgraph that joins keeps to it': 'من يملك ماذا: يلتزم به النظام الذي ينضم',
  'print an access token of a demo persona, from the running demo': 'طباعة رمز دخول لإحدى شخصيات العرض الجاري',
  'whom to sign in': 'من يسجّل الدخول',
  'serve a federation 2 supergraph at /graphql': 'تخديم مخطط موحّد (federation 2) على ‎/graphql',
  'the composed schema; watched and loaded again when it changes': 'المخطط الموحّد؛ يُراقَب ويُعاد تحميله حين يتغيّر',
  'a registry in Postgres: what comes into force there is written to the supergraph file':
    'سجل في Postgres: ما يسري فيه يُكتب في ملف المخطط',
  'whom that registry knows, or the one in whose folder the supergraph lies':
    'من يعرفهم ذلك السجل، أو السجل الذي يقع المخطط في مجلده',
  'port to listen on': 'المنفذ الذي يستمع عليه',
  'address to listen on': 'العنوان الذي يستمع عليه',
  'port of /health and /metrics, which then are not on the other one':
    'منفذ ‎/health و‎/metrics، فلا يبقيان على المنفذ الآخر',
  'address of that port; that of --host when left out': 'عنوان ذلك المنفذ؛ وهو عنوان ‎--host إن لم يُذكر',
  'processes that share the port, or auto for one on each core':
    'عدد العمليات التي تتقاسم المنفذ، أو auto لواحدة لكل نواة',
  'answer questions about the schema, which is the default where it has no rules':
    'الإجابة عن أسئلة المخطط، وهو الأصل حين لا قواعد فيه',
  'do not answer them, which is the default where it has rules': 'عدم الإجابة عنها، وهو الأصل حين تكون فيه قواعد',
  'let identical queries of the same caller that are under way at once share one run':
    'تشارُك الاستعلامات المتطابقة الجارية معاً لسائل واحد تنفيذاً واحداً',
  'what an answer does about fields that its caller may not read':
    'ما تفعله الإجابة بالحقول التي لا يجوز لسائلها قراءتها',
  'folder of Cedar policies that grant names of @policy; watched and read again when it changes':
    'مجلد سياسات Cedar التي تمنح أسماء ‎@policy؛ يُراقَب ويُقرأ ثانية حين يتغيّر',
  'how long to go on after telling load balancers of a stop': 'كم يستمر بعد إعلام موزّعات الحمل بالتوقف',
  'how long planning one operation may take': 'أطول مدة لتخطيط عملية واحدة',
  'what one operation may cost, whoever asks': 'أكبر كلفة لعملية واحدة أياً كان السائل',
  'verify, export and look through who read whose record': 'التحقق ممن قرأ سجل مَن، وتصديره، وفحصه',
  'verify every chain and checkpoint, and tell what was altered, removed or moved, and where':
    'التحقق من كل سلسلة ونقطة توقيع، وذكر ما عُدِّل أو حُذف أو نُقل، وأين',
  'copies of what gateways have noted in WASL_AUDIT_WITNESS_DIR': 'نسخ مما دوّنته البوابات في WASL_AUDIT_WITNESS_DIR',
  'print events as FHIR R4 AuditEvents, one a line': 'طباعة الأحداث بصيغة FHIR R4 AuditEvent، حدث في كل سطر',
  'of this patient alone': 'لهذا المريض وحده',
  'from this day or time on, in UTC': 'ابتداءً من هذا اليوم أو الوقت، بتوقيت UTC',
  'before this day or time, in UTC': 'قبل هذا اليوم أو الوقت، بتوقيت UTC',
  'tell of access that a person should look at: many patients, refusals, odd hours, relatives':
    'ذكر الاطلاع الذي ينبغي أن ينظر فيه شخص: مرضى كثر، رفض، ساعات غريبة، أقارب',
  'lines of a caller’s subject and the health ID of a relative, with a space between':
    'أسطر فيها معرّف السائل والرقم الصحي لقريبه، بينهما فراغ',
  'bring what gateways wrote to NATS into the database, and sign it, until stopped':
    'نقل ما كتبته البوابات في NATS إلى قاعدة البيانات وتوقيعه، حتى الإيقاف',
  'remove the entries of months gone by; a signed checkpoint tells how their chains ended':
    'حذف قيود أشهر مضت؛ وتذكر نقطة موقّعة كيف انتهت سلاسلها',
  'the first month that stays': 'أول شهر يبقى',
  'say that you mean it': 'تأكيد أنك تقصد ذلك',
  'print the public half of the key that signs checkpoints, for whoever verifies':
    'طباعة الشق العلني من مفتاح توقيع النقاط، لمن يتحقق',
  'the databases of our subgraphs, wherever they lie': 'قواعد بيانات أنظمتنا أينما كانت',
  'bring every database to its newest migration': 'ترحيل كل قاعدة بيانات إلى أحدث نسخة',
  'store demo people, as many as asked for; an interrupted run goes on where it stopped':
    'تخزين أشخاص العرض بالعدد المطلوب؛ ويُستأنف ما انقطع من حيث توقف',
  'people in all': 'عدد الأشخاص جميعاً',
  'tell which migrations are applied': 'ذكر النسخ المطبّقة',
  'empty every database: all that is in them is lost': 'إفراغ كل قاعدة بيانات: يضيع كل ما فيها',
  'the keys by which subgraphs know the gateway': 'المفاتيح التي تعرف بها الأنظمةُ البوابةَ',
  "print a subgraph's own key, to be handed to who runs it as WASL_SUBGRAPH_KEY":
    'طباعة مفتاح نظام، ليُسلَّم إلى مشغّله في WASL_SUBGRAPH_KEY',
  'as the supergraph calls it': 'اسمه في المخطط الوطني',
  'print the test vectors of the subgraph protocol, which docs/specs/subgraph-vectors.json holds':
    'طباعة أمثلة اختبار بروتوكول الأنظمة الموجودة في docs/specs/subgraph-vectors.json',
  'print which role may read or write which field': 'طباعة أي دور يقرأ أي حقل أو يكتبه',
  'the composed schema': 'المخطط الموحّد',
  'write it there instead of to the terminal': 'الكتابة هناك بدلاً من الطباعة',
  'only say whether schema/access-matrix.md is up to date': 'ذكر هل ‎schema/access-matrix.md محدّث فقط',
  'only say whether schema/record-matrix.md is up to date': 'ذكر هل ‎schema/record-matrix.md محدّث فقط',
  'how to print it': 'شكل الطباعة',
  'the operations that portals have built in': 'العمليات المدمجة في البوابات الإلكترونية',
  "add a portal's operations to the published ones; each is checked against the schema first":
    'إضافة عمليات بوابة إلكترونية إلى المنشور؛ بعد فحص كل منها على المخطط',
  "JSON of the portal's build: Apollo's persisted query manifest, or a map from IDs to documents":
    'ملف JSON من بناء البوابة الإلكترونية: بيان Apollo، أو المعرّفات ومعها نصوصها',
  'print the ID and the name of each published operation': 'طباعة معرّف كل عملية منشورة واسمها',
  'take operations off the list, once no portal sends them any more':
    'حذف عمليات من القائمة حين لا ترسلها بوابة إلكترونية بعد',
  'as `wasl operations list` prints them': 'كما يطبعها ‎wasl operations list',
  'try, explain and print the rules about whose record may be read': 'تجربة قواعد الاطلاع على السجلات وشرحها وطباعتها',
  'in which role': 'بأي دور',
  'of what': 'لأي نوع',
  'why; the role’s usual purpose otherwise': 'لأي غرض؛ وهو غرض الدور المعتاد إن لم يُذكر',
  'what is done': 'ما الذي يُفعل',
  'the record is the caller’s own': 'السجل للسائل نفسه',
  'the caller is the guardian': 'السائل هو الولي',
  'the caller’s facility treats the patient': 'منشأة السائل تعالج المريض',
  'the caller’s pharmacy may dispense an active prescription': 'يجوز لصيدلية السائل صرف وصفة سارية',
  'the caller has broken the glass': 'كسر السائل الزجاج للطوارئ',
  'what the patient says': 'ما يقوله المريض',
  'the caller is of the author’s specialty': 'السائل من اختصاص كاتب السجل',
  'the record is an order that names the caller’s facility': 'السجل طلب يسمّي منشأة السائل لتنفيذه',
  'the caller wrote the record': 'السائل هو كاتب السجل',
  'label; N otherwise': 'الوسم؛ N إن لم يُذكر',
  'whose record: own, child, adolescent, treated, prescribed, stranger; or a health ID, of which a running gateway is asked':
    'سجل مَن: own أو child أو adolescent أو treated أو prescribed أو stranger؛ أو رقم صحي تُسأل عنه بوابة عاملة',
  'the gateway that is asked of a health ID; the demo that runs here otherwise':
    'البوابة التي تُسأل عن الرقم الصحي؛ وإلا فالعرض التجريبي العامل هنا',
  'access token of who asks it, - to read it from the input; the demo’s persona otherwise':
    'رمز الدخول لمن يسأل، و‎- ليُقرأ من الدخل؛ وإلا فشخصية العرض التجريبي',
  'labels such as HIV': 'وسوم مثل HIV',
  'of the answer; LANG decides otherwise': 'لغة الإجابة؛ وتحددها LANG إن لم تُذكر',
  'revoke access tokens at every gateway of WASL_REDIS_URL, at once and until they expire':
    'إبطال رموز دخول في كل بوابات WASL_REDIS_URL حالاً وحتى تنتهي',
  'the ids of the tokens: their claim jti': 'معرّفات الرموز: حقل jti فيها',
  'print the schema that clients see, in SDL, for code generators and editors':
    'طباعة المخطط الذي تراه التطبيقات بصيغة SDL، للمولّدات والمحرّرات',
  'write the schema reference there instead, as pages in Arabic and English that load nothing':
    'كتابة مرجع المخطط هناك صفحات بالعربية والإنكليزية لا تحمّل شيئاً',
  'ask a running gateway how it fares; exit code 0 healthy, 1 degraded, 2 unreachable':
    'سؤال بوابة عاملة عن حالها؛ رمز الخروج 0 سليمة، و1 متأثرة، و2 لا يوصل إليها',
  'print JSON': 'الطباعة بصيغة JSON',
  'language of the table': 'لغة الجدول',
  'code lists: ICD-10, LOINC, ATC, the national drug register':
    'قوائم الرموز: ICD-10 وLOINC وATC والسجل الوطني للأدوية',
  'load an official file and put it in force; all of it, or nothing': 'تحميل ملف رسمي وإنفاذه؛ كله أو لا شيء',
  'columns of a drug register, as code=No,name=Trade,atc=ATC': 'أعمدة سجل الأدوية، مثل code=No,name=Trade,atc=ATC',
  'return to a version that was loaded': 'العودة إلى نسخة محمّلة',
  'print how many codes of each kind are in force': 'طباعة عدد الرموز السارية من كل نوع',
  'what this edition is called, such as 2019': 'اسم هذه النسخة، مثل 2019',
  'which list': 'أي قائمة',
  'YAML or JSON: names, addresses, SDL files or running subgraphs':
    'ملف YAML أو JSON: أسماء وعناوين وملفات SDL أو أنظمة عاملة',
  'compose subgraphs into a supergraph; of the national schema unless --config names another composition':
    'توحيد مخططات الأنظمة في مخطط واحد؛ هو الوطني ما لم يُذكر غيره في ‎--config',
  'where the supergraph is written; the configuration says otherwise':
    'حيث يُكتب المخطط الموحّد؛ وتحدده الإعدادات إن لم يُذكر',
  'where they are published to; WASL_OPERATIONS_DIR or WASL_OPERATIONS_URL when left out':
    'حيث تُنشر؛ وهو WASL_OPERATIONS_DIR أو WASL_OPERATIONS_URL إن لم يُذكر',
  'where loaded lists lie; in the data folder otherwise': 'حيث القوائم المحمّلة؛ وهو مجلد البيانات إن لم يُذكر',
  'WHO’s ClaML (XML), LOINC’s CSV, a CSV of ATC codes, or a drug register':
    'ملف ClaML (XML) من منظمة الصحة، أو CSV من LOINC أو لرموز ATC، أو سجل أدوية',
  'who issued it; the name of the file otherwise': 'من أصدره؛ وهو اسم الملف إن لم يُذكر',
  'decide the scenarios, one in each line, and fail where a decision is not as written':
    'البتّ في الحالات، حالة في كل سطر، والفشل حين يخالف القرار المكتوب',
  'folder of policies; WASL_POLICIES_DIR, or the national ones, otherwise':
    'مجلد السياسات؛ وهو WASL_POLICIES_DIR أو السياسات الوطنية إن لم يُذكر',
  'files of scenarios; all of scenarios/*.txt in the folder otherwise':
    'ملفات الحالات؛ وهي ‎scenarios/*.txt في المجلد إن لم تُذكر',
  'say which policy decides a question, and which single change would turn it':
    'ذكر السياسة التي تبتّ في السؤال، وأي تغيير واحد يقلب قرارها',
  'print who may read and write what of a stranger’s, a treated, an own, a child’s record':
    'طباعة من يقرأ ويكتب ماذا في سجل غريب أو معالَج أو سجله أو سجل طفل',
  'which key in the row; the one in force when left out': 'رقم المفتاح؛ وهو الساري إن لم يُذكر',
  'public keys that may have signed checkpoints; WASL_AUDIT_KEY_FILE otherwise':
    'المفاتيح العلنية التي ربما وقّعت النقاط؛ وهو WASL_AUDIT_KEY_FILE إن لم تُذكر',
  'of its admin port, or of the gateway where it has none; by WASL_ADMIN_PORT, or port 4000':
    'عنوان منفذ الإدارة، أو البوابة إن لم يكن لها؛ وإلا فمن WASL_ADMIN_PORT أو المنفذ 4000',
  'only say whether the written supergraph is up to date': 'ذكر هل المخطط المكتوب محدّث فقط',
};

/** Says in Arabic what a command and those below it say of themselves in English. */
export function sayInArabic(command: Command): void {
  command.configureHelp({ ...command.configureHelp(), styleTitle: (title) => titles[title] ?? title });
  command.configureOutput({ outputError: (text, write) => write(errorInArabic(text)) });
  command.description(translated(command.description()));
  command.helpOption('-h, --help', translated('display help for command'));
  for (const option of command.options) option.description = translated(option.description);
  for (const argument of command.registeredArguments) argument.description = translated(argument.description);
  for (const below of command.commands) sayInArabic(below);
}

function translated(text: string): string {
  return texts[text] ?? text;
}
