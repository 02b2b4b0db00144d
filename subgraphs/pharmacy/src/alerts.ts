import { interactions } from './interactions.ts';

/** An active prescription and its medicine's ATC code. */
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

interface CrossReaction {
  /** ATC prefixes of the substances that a patient is allergic to. */
  substances: readonly string[];
  /** ATC prefixes of the medicines that such a patient may react to. */
  medicines: readonly string[];
  severity: Alert['severity'];
}

const antiInflammatory = ['M01A', 'N02BA', 'B01AC06'];

const crossReactions: readonly CrossReaction[] = [
  { substances: ['J01C'], medicines: ['J01C'], severity: 'SEVERE' }, // penicillins
  { substances: ['J01C'], medicines: ['J01D'], severity: 'MODERATE' }, // cephalosporins share the beta-lactam ring
  { substances: ['J01D'], medicines: ['J01C', 'J01D'], severity: 'MODERATE' },
  { substances: ['J01E'], medicines: ['J01E'], severity: 'SEVERE' }, // sulphonamides
  { substances: antiInflammatory, medicines: antiInflammatory, severity: 'SEVERE' }, // aspirin and other NSAIDs
];

/** Warns of medicines that the patient is allergic to, and of pairs that should not be taken together. */
export function alertsFor(prescriptions: readonly ActivePrescription[], allergies: readonly KnownAllergy[]): Alert[] {
  return [
    ...prescriptions.flatMap((prescription) => allergyAlerts(prescription, allergies)),
    ...interactionAlerts(prescriptions),
  ];
}

function allergyAlerts({ id, atcCode }: ActivePrescription, allergies: readonly KnownAllergy[]): Alert[] {
  const substances = allergies.map(({ substanceAtcCode, code }) => substanceAtcCode ?? code).filter(isAtcCode);
  const alert = (severity: Alert['severity'], messageAr: string, messageEn: string): Alert[] => [
    { kind: 'ALLERGY', severity, prescriptionId: id, messageAr, messageEn },
  ];
  if (substances.some((substance) => atcCode.startsWith(substance)))
    return alert('SEVERE', 'لدى المريض حساسية من هذا الدواء', 'The patient is allergic to this medicine');
  const related = crossReactions.find(
    (reaction) =>
      beginsWithAny(atcCode, reaction.medicines) && substances.some((s) => beginsWithAny(s, reaction.substances)),
  );
  return related
    ? alert(related.severity, 'لدى المريض حساسية من دواء قريب', 'The patient is allergic to a related medicine')
    : [];
}

/** Whether a code is an ATC code of the third level or deeper. Allergies to other things have codes of other systems. */
function isAtcCode(code: string): boolean {
  return /^[A-Z]\d\d[A-Z]([A-Z](\d\d)?)?$/.test(code);
}

function beginsWithAny(code: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => code.startsWith(prefix));
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
