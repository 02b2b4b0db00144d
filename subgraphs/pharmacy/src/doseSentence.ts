import type { Dose, DoseRoute, DoseUnit } from './dose.ts';

type Forms = Readonly<Record<'one' | 'two' | 'few' | 'many', string>>;

/** Arabic counts one, two, 3 to 10, and the rest: حبة واحدة، حبتان، 3 حبات، 11 حبة. */
const arabicUnits: Record<DoseUnit, Forms> = {
  TABLET: { one: 'حبة واحدة', two: 'حبتان', few: 'حبات', many: 'حبة' },
  CAPSULE: { one: 'كبسولة واحدة', two: 'كبسولتان', few: 'كبسولات', many: 'كبسولة' },
  DROP: { one: 'قطرة واحدة', two: 'قطرتان', few: 'قطرات', many: 'قطرة' },
  PUFF: { one: 'بخة واحدة', two: 'بختان', few: 'بخات', many: 'بخة' },
  APPLICATION: { one: 'دهنة واحدة', two: 'دهنتان', few: 'دهنات', many: 'دهنة' },
  ML: { one: '1 مل', two: '2 مل', few: 'مل', many: 'مل' },
  MG: { one: '1 ملغ', two: '2 ملغ', few: 'ملغ', many: 'ملغ' },
  UG: { one: '1 مكغ', two: '2 مكغ', few: 'مكغ', many: 'مكغ' },
  G: { one: '1 غ', two: '2 غ', few: 'غ', many: 'غ' },
  IU: { one: 'وحدة دولية واحدة', two: 'وحدتان دوليتان', few: 'وحدات دولية', many: 'وحدة دولية' },
};
const arabicTimes: Forms = { one: 'مرة واحدة', two: 'مرتين', few: 'مرات', many: 'مرة' };
const arabicDays: Forms = { one: 'يوم واحد', two: 'يومين', few: 'أيام', many: 'يوماً' };
const arabicHours: Forms = { one: 'ساعة', two: 'ساعتين', few: 'ساعات', many: 'ساعة' };

const englishUnits: Record<DoseUnit, readonly [one: string, more: string]> = {
  TABLET: ['tablet', 'tablets'],
  CAPSULE: ['capsule', 'capsules'],
  DROP: ['drop', 'drops'],
  PUFF: ['puff', 'puffs'],
  APPLICATION: ['application', 'applications'],
  ML: ['mL', 'mL'],
  MG: ['mg', 'mg'],
  UG: ['microgram', 'micrograms'],
  G: ['g', 'g'],
  IU: ['international unit', 'international units'],
};

const routes: Record<DoseRoute, { en: string; ar: string }> = {
  ORAL: { en: 'by mouth', ar: 'عن طريق الفم' },
  SUBLINGUAL: { en: 'under the tongue', ar: 'تحت اللسان' },
  INHALED: { en: 'inhaled', ar: 'استنشاقاً' },
  NASAL: { en: 'into the nose', ar: 'في الأنف' },
  EYE: { en: 'into the eye', ar: 'في العين' },
  EAR: { en: 'into the ear', ar: 'في الأذن' },
  SKIN: { en: 'on the skin', ar: 'على الجلد' },
  RECTAL: { en: 'into the rectum', ar: 'عن طريق الشرج' },
  VAGINAL: { en: 'into the vagina', ar: 'مهبلياً' },
  SUBCUTANEOUS: { en: 'under the skin', ar: 'تحت الجلد' },
  INTRAMUSCULAR: { en: 'into a muscle', ar: 'في العضل' },
  INTRAVENOUS: { en: 'into a vein', ar: 'في الوريد' },
};

/** What is divided by hand: of millilitres and milligrams the figure is written. */
const divided: readonly DoseUnit[] = ['TABLET', 'CAPSULE', 'APPLICATION'];
const fractions: Readonly<Record<number, { en: string; ar: string }>> = {
  0.25: { en: 'a quarter', ar: 'ربع' },
  0.5: { en: 'half a', ar: 'نصف' },
};

/** How to take a medicine, as a sentence in both languages. */
export function doseSentence(dose: Dose): { en: string; ar: string } {
  return { en: english(dose), ar: arabic(dose) };
}

function english({ amount, unit, route, durationDays, asNeeded, maxPerDay, ...rhythm }: Dose): string {
  const [one, more] = englishUnits[unit];
  const fraction = divided.includes(unit) ? fractions[amount] : undefined;
  const much = fraction
    ? `${fraction.en}${fraction.en === 'a quarter' ? ' of a' : ''} ${one}`
    : `${amount} ${amount === 1 ? one : more}`;
  const parts = [
    `${much} ${routes[route].en} ${englishRhythm(rhythm)}`,
    ...(asNeeded ? [`as needed${maxPerDay == null ? '' : `, at most ${maxPerDay} times a day`}`] : []),
    ...(durationDays == null ? [] : [`for ${durationDays} ${durationDays === 1 ? 'day' : 'days'}`]),
  ];
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function englishRhythm({ timesPerDay, everyHours, daysPerWeek }: Partial<Dose>): string {
  const daily =
    everyHours == null
      ? (['once', 'twice'][(timesPerDay ?? 1) - 1] ?? `${timesPerDay} times`)
      : `every ${everyHours === 1 ? 'hour' : `${everyHours} hours`}`;
  if (daysPerWeek != null && daysPerWeek < 7)
    return `${daily}${everyHours == null ? ' a day' : ''} on ${daysPerWeek} ${daysPerWeek === 1 ? 'day' : 'days'} of the week only`;
  return everyHours == null ? `${daily} a day` : daily;
}

function arabic({ amount, unit, route, durationDays, asNeeded, maxPerDay, ...rhythm }: Dose): string {
  const fraction = divided.includes(unit) ? fractions[amount] : undefined;
  const much = fraction ? `${fraction.ar} ${arabicUnits[unit].many}` : counted(amount, arabicUnits[unit]);
  const parts = [
    `${much} ${routes[route].ar} ${arabicRhythm(rhythm)}`,
    ...(asNeeded
      ? [`عند اللزوم${maxPerDay == null ? '' : `، وبحد أقصى ${counted(maxPerDay, arabicTimes)} يومياً`}`]
      : []),
    ...(durationDays == null ? [] : [`لمدة ${counted(durationDays, arabicDays)}`]),
  ];
  return `${parts.join('، ')}.`;
}

function arabicRhythm({ timesPerDay, everyHours, daysPerWeek }: Partial<Dose>): string {
  const daily =
    everyHours == null
      ? `${counted(timesPerDay ?? 1, arabicTimes)} يومياً`
      : `كل ${everyHours === 1 ? arabicHours.one : counted(everyHours, arabicHours)}`;
  if (daysPerWeek == null || daysPerWeek >= 7) return daily;
  return `${daily} في ${counted(daysPerWeek, arabicDays)} من الأسبوع فقط`;
}

function counted(count: number, { one, two, few, many }: Forms): string {
  if (count === 1) return one;
  if (count === 2) return two;
  const rest = count % 100;
  return `${count} ${Number.isInteger(count) && rest >= 3 && rest <= 10 ? few : many}`;
}
