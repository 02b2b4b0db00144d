import { isLower, joinLabels, type RecordLabels } from '@wasl/terminology/recordLabels';
import { type Interaction, interactions } from './interactions.ts';

/** An active prescription and its medicine's ATC code. */
export interface ActivePrescription {
  id: string;
  atcCode: string;
  labels: RecordLabels;
}

/** An allergy as clinical-records tells it. */
export interface KnownAllergy {
  code: string;
  substanceAtcCode?: string | null;
  labels: RecordLabels;
}

/** Why an alert is given. */
export interface Cause {
  messageAr: string;
  messageEn: string;
  /** Those of the prescription that is warned of, joined with those of what else it was found from. */
  labels: RecordLabels;
}

export interface Alert {
  kind: 'ALLERGY' | 'INTERACTION';
  severity: 'MODERATE' | 'SEVERE';
  prescriptionId: string;
  /** Those of the prescription. */
  labels: RecordLabels;
  cause: Cause;
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

function allergyAlerts(prescription: ActivePrescription, allergies: readonly KnownAllergy[]): Alert[] {
  const found = mostGrave(allergies.flatMap((allergy) => reactionTo(prescription.atcCode, allergy) ?? []));
  if (!found) return [];
  const { severity, messageAr, messageEn, labels } = found;
  return [alertOn(prescription, 'ALLERGY', severity, messageAr, messageEn, labels)];
}

interface Reaction extends Cause {
  isSame: boolean;
  severity: Alert['severity'];
}

/** What an allergy warns of for a medicine. */
function reactionTo(atcCode: string, { code, substanceAtcCode, labels }: KnownAllergy): Reaction | undefined {
  const substance = substanceAtcCode ?? code;
  if (!isAtcCode(substance)) return undefined;
  if (atcCode.startsWith(substance)) return { ...sameMedicine, labels };
  const related = crossReactions.find(
    (reaction) => beginsWithAny(atcCode, reaction.medicines) && beginsWithAny(substance, reaction.substances),
  );
  return related && { ...relatedMedicine, severity: related.severity, labels };
}

const sameMedicine = {
  isSame: true,
  severity: 'SEVERE',
  messageAr: 'لدى المريض حساسية من هذا الدواء',
  messageEn: 'The patient is allergic to this medicine',
} as const;

const relatedMedicine = {
  isSame: false,
  messageAr: 'لدى المريض حساسية من دواء قريب',
  messageEn: 'The patient is allergic to a related medicine',
};

/** The same medicine goes before a related one, severe before moderate, and what everybody may know before what not. */
function mostGrave(reactions: readonly Reaction[]): Reaction | undefined {
  const rank = ({ isSame, severity, labels }: Reaction) =>
    (isSame ? 4 : 0) + (severity === 'SEVERE' ? 2 : 0) + (labels.sensitivities.length === 0 ? 1 : 0);
  return reactions.toSorted((one, other) => rank(other) - rank(one))[0];
}

/** Whether a code is an ATC code of the third level or deeper. Allergies to other things have codes of other systems. */
function isAtcCode(code: string): boolean {
  return /^[A-Z]\d\d[A-Z]([A-Z](\d\d)?)?$/.test(code);
}

function beginsWithAny(code: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => code.startsWith(prefix));
}

function interactionAlerts(prescriptions: readonly ActivePrescription[]): Alert[] {
  return prescriptions.flatMap((newer, index) =>
    prescriptions.slice(index + 1).flatMap((older) => {
      const found = interactionOf(newer.atcCode, older.atcCode);
      if (!found) return [];
      const alert = (on: ActivePrescription, other: ActivePrescription) =>
        alertOn(on, 'INTERACTION', found.severity, found.ar, found.en, other.labels);
      // Whoever may not see the newer one is warned on the other.
      return isLower(older.labels, newer.labels) ? [alert(newer, older), alert(older, newer)] : [alert(newer, older)];
    }),
  );
}

function interactionOf(one: string, other: string): Interaction | undefined {
  return interactions.find(
    ({ pair: [left, right] }) =>
      (one.startsWith(left) && other.startsWith(right)) || (other.startsWith(left) && one.startsWith(right)),
  );
}

function alertOn(
  { id, labels }: ActivePrescription,
  kind: Alert['kind'],
  severity: Alert['severity'],
  messageAr: string,
  messageEn: string,
  foundFrom: RecordLabels,
): Alert {
  const cause = { messageAr, messageEn, labels: joinLabels(labels, foundFrom) };
  return { kind, severity, prescriptionId: id, labels, cause };
}
