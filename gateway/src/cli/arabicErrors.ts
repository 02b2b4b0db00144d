/** What commander says of a line that it cannot run, and the same in Arabic; `$1` and `$2` are what it quotes. */
const errors: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.*)'$/, 'خطأ: لا خيار بالاسم ‎$1'],
  [/^error: unknown command '(.*)'$/, 'خطأ: لا أمر بالاسم ‎$1'],
  [/^error: required option '(.*)' not specified$/, 'خطأ: ينقص الخيار اللازم ‎$1'],
  [/^error: missing required argument '(.*)'$/, 'خطأ: ينقص المعامل اللازم ‎$1'],
  [/^error: option '(.*)' argument missing$/, 'خطأ: لا قيمة بعد الخيار ‎$1'],
  [/^error: option '(.*)' argument '(.*)' is invalid\. (.*)$/, 'خطأ: لا تصلح القيمة ‎$2 للخيار ‎$1. $3'],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/,
    'خطأ: لا تصلح القيمة ‎$1 للمعامل ‎$2. $3',
  ],
  [/^error: too many arguments(?: for '(.*)')?\. (.*)$/, 'خطأ: معاملات أكثر مما يلزم. ‎$2'],
  [/^\(Did you mean (?:one of )?(.*)\?\)$/, '(هل تقصد ‎$1؟)'],
];

/** Says in Arabic what commander complains of; what is not known here stays as it is. */
export function errorInArabic(text: string): string {
  return text.split('\n').map(lineInArabic).join('\n');
}

function lineInArabic(line: string): string {
  const [pattern, said] = errors.find(([known]) => known.test(line)) ?? [];
  const translated = pattern && said !== undefined ? line.replace(pattern, said) : line;
  return translated.replace(/Allowed choices are (.*)\.$/, 'القيم المسموحة: ‎$1.');
}
