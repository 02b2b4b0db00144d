import { daysBetween, isShoppingDay, yearsBetween } from '../days.ts';
import { facilities, staffOf } from '../facilities.ts';
import { conditions } from './illness.ts';
import { type Dossier, dayOf, hourOf, type Medicine, type StoredPrescription } from './dossier.ts';
import { type PersonRule, unless } from './rule.ts';

const antibiotics = /^J01/;
const isWhole = (form: string) => form === 'tablet' || form === 'capsule';
/** Diseases that are treated all the time: whoever has one was prescribed for lately. */
const treatedAlways: ReadonlySet<string> = new Set(['E11.9', 'E10.9', 'I10', 'E03.9', 'G40.9', 'I48.9', 'I25.1']);

/** Prescriptions and what pharmacies gave of them. */
export const medicineRules: readonly PersonRule[] = [
  {
    name: 'every prescription is for a problem of the record, or for the visit’s',
    source: 'Common sense',
    violations: ({ records, prescriptions }) =>
      prescriptions.flatMap(({ medication_id, indication_code, prescribed_at }) =>
        unless(
          conditions(records).some(({ code, recorded_at }) => code === indication_code && recorded_at <= prescribed_at),
          `${medication_id} for ${indication_code}`,
        ),
      ),
  },
  {
    name: 'the form fits the age: no tablets or capsules under six, no inhaler under four',
    source: 'WHO Model Formulary for Children 2010; subgraphs/pharmacy/src/doseAlerts.ts',
    violations: ({ person, prescriptions }, { medicines }) =>
      prescriptions.flatMap(({ medication_id, prescribed_at }) => {
        const form = medicines.get(medication_id)?.form ?? 'unknown';
        const years = yearsBetween(person.birthDate, dayOf(prescribed_at));
        const isUnfit = (isWhole(form) && years < 6) || (form === 'inhaler' && years < 4);
        return unless(!isUnfit && form !== 'unknown', `${medication_id} (${form}) at ${years.toFixed(1)} years`);
      }),
  },
  {
    name: 'no severe alert, no allergy, duplicate or dose alert stands on the day of a prescription',
    source: 'subgraphs/pharmacy/src/alerts.ts, doseAlerts.ts and docs/clinical-safety.md',
    violations: (dossier, { alertsOn }) =>
      dossier.prescriptions.flatMap(({ id, prescribed_at }) =>
        alertsOn(dossier, dayOf(prescribed_at)).flatMap(({ kind, severity, prescriptionId, message }) => {
          const isGrave = severity === 'SEVERE' || kind === 'ALLERGY' || kind === 'DUPLICATE' || kind === 'DOSE';
          return unless(!isGrave || prescriptionId !== id, `${kind} ${severity}: ${message}`);
        }),
      ),
  },
  {
    name: 'the quantity is what the dose and its duration take, to a bottle',
    source: 'Arithmetic',
    violations: ({ prescriptions }, { medicines }) =>
      prescriptions.flatMap((prescription) => {
        const { quantity, dose, medication_id } = prescription;
        if (!dose || !isCounted(medicines.get(medication_id)))
          return unless(quantity >= 1 && quantity <= 12, `${quantity} packages of ${medication_id}`);
        const daily = dose.amount * (dose.maxPerDay ?? dose.timesPerDay);
        const days = quantity / daily;
        const wanted = dose.durationDays;
        const fits =
          wanted === undefined ? days >= 15 && days <= 92 : days >= wanted && quantity <= daily * wanted + 20;
        return unless(fits, `${quantity} of ${medication_id} for ${days.toFixed(0)} days`);
      }),
  },
  {
    name: 'antibiotics are taken for 3 to 14 days',
    source: 'WHO AWaRe antibiotic book 2022',
    violations: ({ prescriptions }, { medicines }) =>
      prescriptions.flatMap(({ medication_id, dose }) => {
        const days = dose?.durationDays ?? 999;
        const isAntibiotic = antibiotics.test(medicines.get(medication_id)?.atcCode ?? '');
        return unless(!isAntibiotic || (days >= 3 && days <= 14), `${medication_id} for ${days} days`);
      }),
  },
  {
    name: 'a prescription holds for two weeks at least and fifteen months at most',
    source: 'The demo’s own: the citizen’s wait for its stories',
    violations: ({ prescriptions }) =>
      prescriptions.flatMap(({ prescribed_at, valid_until }) => {
        const days = daysBetween(dayOf(prescribed_at), valid_until);
        return unless(days >= 14 && days <= 450, `valid for ${days} days`);
      }),
  },
  {
    name: 'what is given is given after it was prescribed and before it expires, never more than that',
    source: 'Common sense',
    violations: ({ prescriptions, dispenses }) =>
      prescriptions.flatMap(({ id, quantity, dispensed, prescribed_at, valid_until }) => {
        const given = dispenses.filter(({ prescription_id }) => prescription_id === id);
        const sum = given.reduce((total, one) => total + one.quantity, 0);
        return [
          ...unless(sum === dispensed && sum <= quantity, `${sum} given of ${quantity}, ${dispensed} written`),
          ...given.flatMap(({ dispensed_at }) =>
            unless(dispensed_at > prescribed_at && dayOf(dispensed_at) <= valid_until, `given ${dispensed_at}`),
          ),
        ];
      }),
  },
  {
    name: 'a pharmacist of a pharmacy of the governorate gives it, while it is open',
    source: 'Common sense',
    violations: ({ person, dispenses }) =>
      dispenses.flatMap(({ pharmacy_id, pharmacist_id, dispensed_at }) => {
        const place = facilities().find(({ id }) => id === pharmacy_id);
        const isStaff = staffOf(pharmacy_id).some(({ id, role }) => id === pharmacist_id && role === 'PHARMACIST');
        const hour = hourOf(dispensed_at);
        return [
          ...unless(place?.type === 'PHARMACY' && place.governorate === person.governorate, `given at ${pharmacy_id}`),
          ...unless(isStaff, `${pharmacist_id} does not work at ${pharmacy_id}`),
          ...unless(isShoppingDay(dayOf(dispensed_at)) && hour >= 9 && hour <= 21, `given ${dispensed_at}`),
        ];
      }),
  },
  {
    name: 'lasting diseases are treated, and the treatment is renewed in time',
    source: 'WHO HEARTS technical package, WHO PEN',
    violations: ({ person, records, prescriptions }) => {
      if (person.index === 0) return [];
      return conditions(records).flatMap(({ code, status, recorded_at }) => {
        if (status !== 'ACTIVE' || !treatedAlways.has(code)) return [];
        const own = prescriptions.filter(({ indication_code }) => indication_code === code).toSorted(byTime);
        const newest = own.at(-1);
        const gap = newest ? daysBetween(dayOf(newest.prescribed_at), '2026-11-01') : 999;
        const isRenewed =
          own.length > 1 || (newest !== undefined && dayOf(newest.prescribed_at) === dayOf(recorded_at));
        return [
          ...unless(gap <= 120, `${code} was last prescribed for ${gap} days ago`),
          ...unless(isRenewed, `${code} was prescribed for once`),
        ];
      });
    },
  },
];

function byTime(one: StoredPrescription, other: StoredPrescription): number {
  return one.prescribed_at.localeCompare(other.prescribed_at);
}

/** Whether quantities are counted in what the dose is: tablets, capsules, millilitres. */
function isCounted(medicine: Medicine | undefined): boolean {
  return medicine !== undefined && (isWhole(medicine.form) || medicine.form === 'syrup');
}

/** The prescriptions of which something is left or can be collected on a day. */
export function takenOn({ prescriptions }: Dossier, day: string): StoredPrescription[] {
  return prescriptions
    .filter(({ prescribed_at, valid_until, supply_ends_on, dispensed, quantity }) => {
      if (dayOf(prescribed_at) > day) return false;
      return (supply_ends_on ?? '') >= day || (dispensed < quantity && dispensed === 0 && valid_until >= day);
    })
    .toSorted((one, other) => byTime(other, one));
}
