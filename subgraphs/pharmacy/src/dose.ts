import { failure } from '@wasl/kit/errors';

/** In what a dose is counted. */
export type DoseUnit = 'TABLET' | 'CAPSULE' | 'ML' | 'DROP' | 'PUFF' | 'MG' | 'UG' | 'G' | 'IU' | 'APPLICATION';
/** In what a quantity is counted. */
export type StockUnit = DoseUnit | 'PACKAGE';
/** The way into the body. */
export type DoseRoute =
  | 'ORAL'
  | 'SUBLINGUAL'
  | 'INHALED'
  | 'NASAL'
  | 'EYE'
  | 'EAR'
  | 'SKIN'
  | 'RECTAL'
  | 'VAGINAL'
  | 'SUBCUTANEOUS'
  | 'INTRAMUSCULAR'
  | 'INTRAVENOUS';

/** How a medicine is taken, in figures. */
export interface Dose {
  /** Of one intake, in `unit`; fractions such as 0.5 are meant. */
  amount: number;
  unit: DoseUnit;
  route: DoseRoute;
  /** Times a day, or every so many hours: one of the two. */
  timesPerDay?: number | null;
  everyHours?: number | null;
  /** On how many days a week; absent for every day. */
  daysPerWeek?: number | null;
  durationDays?: number | null;
  asNeeded?: boolean | null;
  /** Most intakes a day where it is taken as needed. */
  maxPerDay?: number | null;
}

/** What a unit of a medicine holds. */
export interface Strength {
  form: string;
  /** As the formulary writes it: 500 mg, 250 mg/5 mL, 100 ug. */
  strength: string;
}

const units: Record<string, readonly DoseUnit[]> = {
  tablet: ['TABLET', 'MG', 'UG', 'G'],
  capsule: ['CAPSULE', 'MG', 'UG', 'G'],
  syrup: ['ML', 'MG'],
  drops: ['DROP', 'ML', 'IU'],
  injection: ['ML', 'MG', 'G', 'IU'],
  inhaler: ['PUFF', 'UG'],
  cream: ['APPLICATION', 'G'],
};

/** In what quantities of a form are counted: in the stock, prescribed and dispensed. */
export function stockUnitOf(form: string): StockUnit {
  switch (form) {
    case 'tablet':
      return 'TABLET';
    case 'capsule':
      return 'CAPSULE';
    case 'syrup':
      return 'ML';
    default:
      return 'PACKAGE';
  }
}

/** @throws SubgraphError BAD_USER_INPUT naming the field that makes no sense, or does not fit the form of the medicine */
export function checkDose(dose: Dose, { form }: Pick<Strength, 'form'>): void {
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field: `dose.${field}` });
  const within = (field: keyof Dose, least: number, most: number) => {
    const value = dose[field];
    if (value != null && !(Number(value) >= least && Number(value) <= most)) throw wrong(field);
  };
  within('amount', 0.01, 100_000);
  within('timesPerDay', 1, 24);
  within('everyHours', 1, 168);
  within('daysPerWeek', 1, 7);
  within('durationDays', 1, 366);
  within('maxPerDay', 1, 24);
  if ((dose.timesPerDay == null) === (dose.everyHours == null)) throw wrong('timesPerDay');
  if (!(units[form] ?? [dose.unit]).includes(dose.unit)) throw wrong('unit');
}

/** Intakes on a day on which it is taken: the most there may be. */
export function intakesPerDay({ timesPerDay, everyHours, asNeeded, maxPerDay }: Dose): number {
  const usual = timesPerDay ?? 24 / (everyHours ?? 24);
  return asNeeded && maxPerDay != null ? maxPerDay : usual;
}

/** On how many days of a week it is taken; every 168 hours is one. */
export function daysOfWeek({ everyHours, daysPerWeek }: Dose): number {
  return Math.min(daysPerWeek ?? 7, everyHours != null && everyHours > 24 ? 168 / everyHours : 7);
}

/** Milligrams on a day on which it is taken, whole intakes of them; `undefined` where strength and unit do not tell. */
export function milligramsPerDay(dose: Dose, { strength }: Strength): number | undefined {
  const each = milligramsOf(dose, strength);
  return each === undefined ? undefined : each * Math.max(1, intakesPerDay(dose));
}

/** International units on a day on which it is taken, as `milligramsPerDay`. */
export function internationalUnitsPerDay(dose: Dose, { strength }: Strength): number | undefined {
  const each = internationalUnitsOf(dose, strength);
  return each === undefined ? undefined : each * Math.max(1, intakesPerDay(dose));
}

/** Units of stock on an average day: tablets, capsules, millilitres of a syrup; null where the dose does not tell. */
export function unitsPerDay(dose: Dose, { form, strength }: Strength): number | null {
  const stockUnit = stockUnitOf(form);
  if (stockUnit === 'PACKAGE') return null;
  // Every 168 hours is a seventh of an intake a day already.
  const days = (dose.daysPerWeek ?? 7) / 7;
  if (dose.unit === stockUnit) return dose.amount * intakesPerDay(dose) * days;
  const mg = milligramsOf(dose, strength);
  const content = contentOf(strength);
  if (mg === undefined || content === undefined) return null;
  return (mg * intakesPerDay(dose) * days * content.per) / content.mg;
}

function milligramsOf({ amount, unit }: Dose, strength: string): number | undefined {
  if (unit === 'MG') return amount;
  if (unit === 'G') return amount * 1_000;
  if (unit === 'UG') return amount / 1_000;
  const content = contentOf(strength);
  if (content === undefined) return undefined;
  if (unit === 'ML') return content.isVolume ? (amount * content.mg) / content.per : undefined;
  if (['TABLET', 'CAPSULE', 'PUFF'].includes(unit)) return content.isVolume ? undefined : amount * content.mg;
  return undefined;
}

function internationalUnitsOf({ amount, unit }: Dose, strength: string): number | undefined {
  if (unit === 'IU') return amount;
  const found = /^([\d.]+) IU(?:\/([\d.]*) ?mL)?$/.exec(strength.trim());
  if (!found) return undefined;
  const [, content, volume] = found;
  if (unit === 'ML') return volume === undefined ? undefined : (amount * Number(content)) / Number(volume || 1);
  return volume === undefined && (unit === 'TABLET' || unit === 'CAPSULE') ? amount * Number(content) : undefined;
}

/** Milligrams in so many units; `undefined` for a strength in other measures, such as 2 % or 100 IU/mL. */
function contentOf(strength: string): { mg: number; per: number; isVolume: boolean } | undefined {
  const found = /^([\d.]+) (mg|g|ug)(?:\/([\d.]*) ?mL)?$/.exec(strength.trim());
  if (!found) return undefined;
  const [, amount, measure, volume] = found;
  const factor = measure === 'g' ? 1_000 : measure === 'ug' ? 0.001 : 1;
  const per = volume === undefined || volume === '' ? 1 : Number(volume);
  return { mg: Number(amount) * factor, per, isVolume: volume !== undefined };
}
