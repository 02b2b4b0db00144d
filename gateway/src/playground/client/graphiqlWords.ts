import { graphqlMessageInArabic } from '../../core/graphqlMessages.ts';

/** GraphiQL's own words in Arabic, as of version 5. Patterns are for those that hold a name or a number. */
const words: Readonly<Record<string, string>> = {
  'Editor Commands': 'أوامر المحرر',
  'Operation Editor': 'محرر العملية',
  'Query Editor': 'محرر العملية',
  Variables: 'المتغيرات',
  Headers: 'الترويسات',
  'Show editor tools': 'أظهر أدوات المحرر',
  'Hide editor tools': 'أخفِ أدوات المحرر',
  'Select active operation': 'اختر العملية',
  'New tab': 'لسان جديد',
  'Close Tab': 'أغلق اللسان',
  Close: 'إغلاق',
  'Result Window': 'الإجابة',
  'Response Editor': 'الإجابة',
  'Execute query (Ctrl-Enter)': 'نفّذ (Ctrl-Enter)',
  'Execute query (Cmd-Enter)': 'نفّذ (Cmd-Enter)',
  'Stop query': 'أوقف',
  'Prettify query (Shift-Ctrl-P)': 'رتّب النص (Shift-Ctrl-P)',
  'Merge fragments into query (Shift-Ctrl-M)': 'ادمج المقاطع في العملية (Shift-Ctrl-M)',
  'Copy query (Shift-Ctrl-C)': 'انسخ العملية (Shift-Ctrl-C)',
  'Show Documentation Explorer': 'افتح التوثيق',
  'Hide Documentation Explorer': 'أغلق التوثيق',
  'Documentation Explorer': 'التوثيق',
  Docs: 'التوثيق',
  'Show History': 'افتح السجل السابق',
  'Hide History': 'أغلق السجل السابق',
  History: 'ما نُفّذ سابقاً',
  Clear: 'امسح',
  Cleared: 'مُسح',
  'Re-fetch GraphQL schema': 'اقرأ المخطط من جديد',
  'Re-fetch GraphQL schema (Shift-Ctrl-R)': 'اقرأ المخطط من جديد (Shift-Ctrl-R)',
  'Open short keys dialog': 'اعرض اختصارات لوحة المفاتيح',
  'Short Keys': 'اختصارات لوحة المفاتيح',
  'Short key': 'الاختصار',
  Function: 'وظيفته',
  'Open settings dialog': 'افتح الإعدادات',
  Settings: 'الإعدادات',
  Theme: 'المظهر',
  'Adjust how the interface appears.': 'كيف تظهر الواجهة.',
  System: 'كالجهاز',
  Light: 'فاتح',
  Dark: 'داكن',
  'Clear storage': 'امسح المحفوظات',
  'Remove all locally stored data and start fresh.': 'احذف كل ما حُفظ في هذا المتصفح وابدأ من جديد.',
  'Clear data': 'احذف',
  'Cleared data': 'حُذف',
  Failed: 'فشل',
  'Select theme': 'اختر المظهر',
  'Search in editor': 'ابحث في المحرر',
  'Search in documentation': 'ابحث في التوثيق',
  'Execute query': 'نفّذ العملية',
  'Prettify editors': 'رتّب النصوص',
  'Merge fragments definitions into operation definition': 'ادمج المقاطع في العملية',
  'Copy query': 'انسخ العملية',
  'Re-fetch schema using introspection': 'اقرأ المخطط من جديد',
  'Root Types': 'الأنواع الجذرية',
  'All Schema Types': 'كل الأنواع',
  'A GraphQL schema provides a root type for each kind of operation.': 'لكل ضرب من العمليات نوع جذري في المخطط.',
  Search: 'ابحث',
  Fields: 'الحقول',
  Field: 'الحقل',
  Arguments: 'المعطيات',
  Type: 'النوع',
  Types: 'الأنواع',
  'Enum Values': 'القيم',
  Implements: 'يحقق',
  Implementations: 'من يحققه',
  'Possible Types': 'الأنواع الممكنة',
  Directives: 'التوجيهات',
  'Deprecated Fields': 'حقول مهجورة',
  'Show Deprecated Fields': 'أظهر الحقول المهجورة',
  'Deprecated Arguments': 'معطيات مهجورة',
  'Deprecated Enum Values': 'قيم مهجورة',
  'No results found': 'لا نتائج',
  'Other results': 'نتائج أخرى',
  Loading: 'يُحمَّل',
  'Loading…': 'يُحمَّل…',
  'Edit label': 'غيّر الاسم',
  'Delete from history': 'احذف من السجل',
  'Add favorite': 'أضف إلى المفضلة',
  'Remove favorite': 'أزل من المفضلة',
  '<untitled>': 'بلا اسم',
  'Close dialog': 'أغلق النافذة',
  Deprecated: 'مهجور',
  'Error fetching schema': 'تعذّرت قراءة المخطط',
  'No GraphQL schema available': 'لا يوجد مخطط',
  'Short Key': 'الاختصار',
  'Monaco editor shortcuts': 'اختصارات محرر Monaco',
  'Show Deprecated Arguments': 'أظهر المعطيات المهجورة',
  'Show Deprecated Values': 'أظهر القيم المهجورة',
  'This modal provides a list of available keyboard shortcuts and their functions.':
    'قائمة اختصارات لوحة المفاتيح ووظائفها.',
  'This modal lets you adjust header persistence, interface theme, and clear local storage.':
    'هنا تختار مظهر الواجهة وتمسح ما حُفظ في هذا المتصفح.',
  'Set active': 'اجعله النشط',
  Save: 'احفظ',
  'Type a label': 'اكتب اسماً',
  Plugins: 'الأدوات',
  Sidebar: 'الأدوات',
  'Run Operation': 'نفّذ العملية',
  'Trigger Inline Edit': 'اقترح تعديلاً',
  'Prettify Editors': 'رتّب النصوص',
  'Copy Query': 'انسخ العملية',
  'Merge Fragments into Query': 'ادمج المقاطع في العملية',
};

const patterns: readonly [RegExp, string][] = [
  [/^Go back to (.+)$/, 'عُد إلى $1'],
  [/^Search Docs(?:\.\.\.|…)$/, 'ابحث في التوثيق…'],
  [/^Search (.+)\.\.\.$/, 'ابحث في $1…'],
  [/^Search (.+)…$/, 'ابحث في $1…'],
  [/^⌘ K$/, '⌘ K'],
];

const attributes = ['aria-label', 'title', 'placeholder'];
/** Code, and what people wrote, stay as they are. */
const untouched = '.monaco-editor, .wasl-page, .graphiql-doc-explorer-type-name, code, pre';

/** What GraphiQL says, in Arabic; undefined for what it does not say itself. */
export function inArabic(said: string): string | undefined {
  const text = said.trim();
  if (Object.hasOwn(words, text)) return said.replace(text, words[text] ?? text);
  for (const [pattern, arabic] of patterns) if (pattern.test(text)) return text.replace(pattern, arabic);
  return undefined;
}

/** GraphiQL has no translations: its words are changed where they appear, its popups included. Returns what ends that. */
export function translateGraphiQL(root: HTMLElement): () => void {
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'childList') for (const node of addedNodes) translate(node);
      else translate(target);
    }
  });
  translate(root);
  observer.observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributes,
  });
  return () => observer.disconnect();
}

/** What is said of what stands under the pointer in an editor, or beside a line of it; and commands, some of which are GraphiQL's. */
const spoken = '.monaco-hover, .zone-widget .message, .quick-input-list';

function translate(node: Node): void {
  if (node instanceof Text) {
    const parent = node.parentElement;
    const isOfEditor = parent?.closest(spoken) != null;
    if (!isOfEditor && parent?.closest(untouched)) return;
    const arabic = inArabic(node.data) ?? (isOfEditor ? graphqlMessageInArabic(node.data) : undefined);
    if (arabic !== undefined && arabic !== node.data) node.data = arabic;
    return;
  }
  if (!(node instanceof HTMLElement) || node.closest('.wasl-page')) return;
  for (const name of attributes) {
    const said = node.getAttribute(name);
    const arabic = said === null ? undefined : inArabic(said);
    if (arabic !== undefined && arabic !== said) node.setAttribute(name, arabic);
  }
  if (node.matches(untouched)) return node.querySelectorAll(spoken).forEach(translateWithin);
  translateWithin(node);
}

function translateWithin(node: Node): void {
  for (const child of node.childNodes) translate(child);
}
