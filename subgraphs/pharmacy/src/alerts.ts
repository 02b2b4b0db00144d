import { interactions } from './interactions.ts';

/** What an alert is judged by: an active prescription and the medicine's ATC code. */
export interface ActivePrescription {
  id: string;
  atcCode: string;
}

/** An allergy as clinical-records tells it. */
export interface KnownAllergy {
  code: string;
  substanceAtcCode?: string | null;
}

export interface Alert {
  kind: 'ALLERGY' | 'INTERACTION';
  severity: 'MODERATE' | 'SEVERE';
  prescriptionId: string;
  messageAr: string;
  messageEn: string;
}

/** ATC groups whose members share an allergy: penicillins, and pain-killers of the NSAID group. */
const crossReacting = ['J01C', 'M01A'];

/** Warns of medicines that the patient is allergic to, and of pairs that should not be taken together. */
export function alertsFor(prescriptions: readonly ActivePrescription[], allergies: readonly KnownAllergy[]): Alert[] {
  return [
    ...prescriptions.flatMap((prescription) => allergyAlerts(prescription, allergies)),
    ...interactionAlerts(prescriptions),
  ];
}

function allergyAlerts({ id, atcCode }: ActivePrescription, allergies: readonly KnownAllergy[]): Alert[] {
  const substances = new Set(allergies.map(({ substanceAtcCode, code }) => substanceAtcCode ?? code));
  const alert = (severity: Alert['severity'], messageAr: string, messageEn: string): Alert[] => [
    { kind: 'ALLERGY', severity, prescriptionId: id, messageAr, messageEn },
  ];
  if (substances.has(atcCode))
    return alert('SEVERE', 'لدى المريض حساسية من هذا الدواء', 'The patient is allergic to this medicine');
  const group = crossReacting.find((prefix) => atcCode.startsWith(prefix));
  const isRelated = group !== undefined && [...substances].some((substance) => substance.startsWith(group));
  return isRelated
    ? alert('SEVERE', 'لدى المريض حساسية من دواء قريب', 'The patient is allergic to a related medicine')
    : [];
}

function interactionAlerts(prescriptions: readonly ActivePrescription[]): Alert[] {
  const alerts: Alert[] = [];
  for (const [index, newer] of prescriptions.entries()) {
    for (const older of prescriptions.slice(index + 1)) {
      const found = interactions.find(({ pair: [left, right] }) => {
        const fits = (a: ActivePrescription, b: ActivePrescription) =>
          a.atcCode.startsWith(left) && b.atcCode.startsWith(right);
        return fits(newer, older) || fits(older, newer);
      });
      if (!found) continue;
      alerts.push({
        kind: 'INTERACTION',
        severity: found.severity,
        prescriptionId: newer.id,
        messageAr: found.ar,
        messageEn: found.en,
      });
    }
  }
  return alerts;
}
