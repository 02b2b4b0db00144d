import { type DoseLimit, doseLimitOf } from '@wasl/terminology/safety/doseLimits';
import { medicineNames, type Texts } from '@wasl/terminology/safety/texts';
import type { Alert } from './alerts.ts';
import { daysOfWeek, type Dose, internationalUnitsPerDay, milligramsPerDay, type Strength } from './dose.ts';
import { joinLabels, type RecordLabels } from '@wasl/terminology/recordLabels';

/** A medicine with its dose, and what is known of who takes it. */
export interface DosedMedicine extends Strength {
  id: string;
  atcCode: string;
  labels: RecordLabels;
  dose: Dose | null;
}

/** What a dose is judged by; absent where nobody knows. */
export interface Taker {
  years?: number | undefined;
  weight?: { kg: number; labels: RecordLabels } | undefined;
}

/** Whoever is younger is dosed by weight. */
const childYears = 12;
/** Whoever is younger cannot be relied on to swallow a tablet. */
const tabletYears = 6;
const inhalerYears = 4;

/** What is to be said against a dose, and against a form at an age. */
export function doseAlerts(medicine: DosedMedicine, taker: Taker): Alert[] {
  const limit = doseLimitOf(medicine.atcCode);
  return [
    ...formAlerts(medicine, taker),
    ...(medicine.dose && limit ? limitAlerts(medicine, medicine.dose, limit, taker) : []),
  ];
}

function formAlerts(medicine: DosedMedicine, { years }: Taker): Alert[] {
  if (years === undefined) return [];
  const isWhole = medicine.form === 'tablet' || medicine.form === 'capsule';
  if (isWhole && years < tabletYears) return [alert(medicine, 'MODERATE', texts.tablet, texts.liquid, 'WHO')];
  if (medicine.form === 'inhaler' && years < inhalerYears)
    return [alert(medicine, 'MODERATE', texts.inhaler, texts.spacer, 'WHO')];
  return [];
}

function limitAlerts(medicine: DosedMedicine, dose: Dose, limit: DoseLimit, taker: Taker): Alert[] {
  if (limit.daysPerWeek !== undefined && daysOfWeek(dose) > limit.daysPerWeek)
    return [alert(medicine, 'SEVERE', weekly(medicine.atcCode, limit.daysPerWeek), texts.weekly, limit.source)];
  const isChild = taker.years !== undefined && taker.years < childYears;
  if (limit.iu !== undefined) {
    const iu = internationalUnitsPerDay(dose, medicine);
    return iu === undefined ? [] : above(medicine, iu, isChild ? limit.iu.child : limit.iu.adult, limit.source, 'IU');
  }
  const mg = milligramsPerDay(dose, medicine);
  if (mg === undefined) return [];
  if (!isChild) return above(medicine, mg, limit.adultMg, limit.source);
  if (limit.childMgPerKg === undefined) return above(medicine, mg, limit.adultMg, limit.source);
  if (taker.weight === undefined)
    return mg > limit.adultMg
      ? above(medicine, mg, limit.adultMg, limit.source)
      : [alert(medicine, 'MODERATE', texts.weight, texts.weigh, limit.source)];
  const { kg, labels } = taker.weight;
  // What is told of the dose tells the weight.
  return above(medicine, mg, Math.min(limit.adultMg, limit.childMgPerKg * kg), limit.source).map((one) => ({
    ...one,
    cause: { ...one.cause, labels: joinLabels(one.labels, labels), category: 'Observation' as const },
  }));
}

const measures = { mg: { en: 'mg', ar: 'ملغ' }, IU: { en: 'IU', ar: 'وحدة دولية' } };

function above(
  medicine: DosedMedicine,
  amount: number,
  most: number,
  source: string,
  measure: keyof typeof measures = 'mg',
): Alert[] {
  // Tablets are not cut to the milligram.
  if (amount <= most * 1.1) return [];
  const name = medicineNames(medicine.atcCode);
  const [given, highest] = [rounded(amount), rounded(most)];
  const { en, ar } = measures[measure];
  const mechanism = {
    en: `${name.en} ${given} ${en} a day: the highest is ${highest} ${en}.`,
    ar: `${name.ar} ${given} ${ar} يومياً: الحد الأقصى ${highest} ${ar}.`,
  };
  return [alert(medicine, 'SEVERE', mechanism, texts.lower, source)];
}

const texts = {
  tablet: {
    en: 'A child of this age may not swallow a tablet or capsule.',
    ar: 'قد لا يبتلع طفل بهذا العمر حبة أو كبسولة.',
  },
  liquid: { en: 'Choose a liquid.', ar: 'يُختار شكل سائل.' },
  inhaler: {
    en: 'A child of this age cannot use an inhaler alone.',
    ar: 'لا يستطيع طفل بهذا العمر استعمال البخاخ وحده.',
  },
  spacer: { en: 'Give a spacer with a mask.', ar: 'تُعطى حجرة استنشاق مع قناع.' },
  weight: {
    en: 'The weight of this child is not known: the dose cannot be checked.',
    ar: 'وزن الطفل غير معروف: لا يمكن فحص الجرعة.',
  },
  weigh: { en: 'Weigh the child and reckon the dose.', ar: 'يُوزن الطفل وتُحسب الجرعة.' },
  lower: { en: 'Lower the dose.', ar: 'تُخفض الجرعة.' },
  weekly: { en: 'Write the day of the week.', ar: 'يُكتب يوم الأسبوع.' },
} as const satisfies Record<string, Texts>;

function weekly(atcCode: string, daysPerWeek: number): Texts {
  const name = medicineNames(atcCode);
  return {
    en: `${name.en} is taken on ${daysPerWeek} day a week: every day kills.`,
    ar: `${name.ar} يؤخذ ${daysPerWeek} يوم في الأسبوع: أخذه يومياً قاتل.`,
  };
}

function alert(
  { id, labels }: DosedMedicine,
  severity: Alert['severity'],
  mechanism: Texts,
  action: Texts,
  source: string,
): Alert {
  const cause = {
    messageAr: mechanism.ar,
    messageEn: mechanism.en,
    actionAr: action.ar,
    actionEn: action.en,
    source,
    labels,
    category: null,
  };
  return { kind: 'DOSE', severity, prescriptionId: id, labels, cause };
}

function rounded(mg: number): number {
  return mg >= 10 ? Math.round(mg) : Math.round(mg * 100) / 100;
}
