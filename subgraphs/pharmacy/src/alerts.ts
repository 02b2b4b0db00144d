import type { Dose } from './dose.ts';
import { isLower, joinLabels, type RecordLabels } from '@wasl/terminology/recordLabels';
import { type AllergyReaction, reactionTo } from '@wasl/terminology/safety/allergyReactions';
import { contraindicationOf, type PatientFact } from '@wasl/terminology/safety/contraindications';
import { duplicateOf } from '@wasl/terminology/safety/duplicates';
import { interactionOf } from '@wasl/terminology/safety/interactions';
import type { Severity, Texts } from '@wasl/terminology/safety/texts';

/** A medicine that the patient takes or is to take. */
export interface TakenMedicine {
  /** Of its prescription. */
  id: string;
  atcCode: string;
  labels: RecordLabels;
  /** The dose in figures and what it is made of, where known. */
  dosed?: { form: string; strength: string; dose: Dose | null };
  /** Whether a pharmacy can still dispense of it; one that cannot is in the patient's hands. */
  isDispensable: boolean;
}

/** An allergy as clinical-records tells it. */
export interface KnownAllergy {
  code: string;
  substanceAtcCode?: string | null;
  texts?: readonly string[] | null;
  labels: RecordLabels;
}

/** The kind of record that a fact was taken from, in the words of consent; none for what everybody sees, such as age. */
export type FactCategory = 'Condition' | 'Observation' | null;

/** What else of the patient a medicine may not suit. */
export interface KnownFact {
  fact: PatientFact;
  category: FactCategory;
  labels: RecordLabels;
}

/** Why an alert is given. */
export interface Cause {
  messageAr: string;
  messageEn: string;
  actionAr: string;
  actionEn: string;
  source: string;
  /** Those of the prescription that is warned of, joined with those of what else it was found from. */
  labels: RecordLabels;
  /** What the reader must be allowed to read besides medicines. */
  category: FactCategory;
}

export type AlertKind = 'ALLERGY' | 'INTERACTION' | 'DUPLICATE' | 'CONTRAINDICATION' | 'DOSE';

export interface Alert {
  kind: AlertKind;
  severity: 'MODERATE' | 'SEVERE';
  prescriptionId: string;
  /** Those of the prescription. */
  labels: RecordLabels;
  cause: Cause;
}

/** What a list of the terminology says against a medicine. */
interface Finding {
  severity: Severity;
  mechanism: Texts;
  action: Texts;
  source: string;
}

/** All that is to be warned of among the medicines that a patient takes, which come newest first. */
export function alertsFor(
  medicines: readonly TakenMedicine[],
  allergies: readonly KnownAllergy[],
  facts: readonly KnownFact[] = [],
): Alert[] {
  return [
    ...medicines.flatMap((medicine) => allergyAlerts(medicine, allergies)),
    ...pairAlerts(medicines),
    ...medicines.flatMap((medicine) => contraindicationAlerts(medicine, facts)),
  ];
}

interface Reaction extends AllergyReaction {
  labels: RecordLabels;
}

function allergyAlerts(medicine: TakenMedicine, allergies: readonly KnownAllergy[]): Alert[] {
  const reactions = allergies.flatMap((allergy) => {
    const reaction = reactionTo(medicine.atcCode, allergy);
    return reaction ? [{ ...reaction, labels: allergy.labels }] : [];
  });
  const found = mostGrave(reactions);
  return found ? [alertOn(medicine, 'ALLERGY', found, found.labels)] : [];
}

const nearnesses: readonly AllergyReaction['nearness'][] = ['related', 'class', 'same'];

/** Severe goes before moderate, the same medicine before a related one, and what everybody may know before what not. */
function mostGrave(reactions: readonly Reaction[]): Reaction | undefined {
  const rank = ({ nearness, severity, labels }: Reaction) =>
    (severity === 'severe' ? 8 : 0) + nearnesses.indexOf(nearness) * 2 + (labels.sensitivities.length === 0 ? 1 : 0);
  return reactions.toSorted((one, other) => rank(other) - rank(one))[0];
}

function pairAlerts(medicines: readonly TakenMedicine[]): Alert[] {
  return medicines.flatMap((newer, index) => {
    const older = medicines.slice(index + 1);
    const interactions = older.flatMap((other) => pairAlert('INTERACTION', newer, other));
    return [...interactions, ...duplicateAlerts(newer, older)];
  });
}

/** One is enough to see that a medicine is taken twice, and one more where that one is not for everybody. */
function duplicateAlerts(newer: TakenMedicine, older: readonly TakenMedicine[]): Alert[] {
  const found = older.filter((other) => duplicateOf(newer.atcCode, other.atcCode) && !interaction(newer, other));
  const isSevere = (other: TakenMedicine) => duplicateOf(newer.atcCode, other.atcCode)?.severity === 'severe';
  const chosen = found.find(isSevere) ?? found[0];
  return chosen ? pairAlert('DUPLICATE', newer, chosen) : [];
}

function interaction(one: TakenMedicine, other: TakenMedicine) {
  return interactionOf(one.atcCode, other.atcCode);
}

/**
 * The alert of a pair stands on the newer, or on the one that can still be held back. Whoever may not see that one is warned on
 * the other.
 */
function pairAlert(kind: 'INTERACTION' | 'DUPLICATE', newer: TakenMedicine, older: TakenMedicine): Alert[] {
  const found = kind === 'INTERACTION' ? interaction(newer, older) : duplicateOf(newer.atcCode, older.atcCode);
  if (!found) return [];
  const [held, other] = newer.isDispensable || !older.isDispensable ? [newer, older] : [older, newer];
  const alert = alertOn(held, kind, found, other.labels);
  return isLower(other.labels, held.labels) ? [alert, alertOn(other, kind, found, held.labels)] : [alert];
}

function contraindicationAlerts(medicine: TakenMedicine, facts: readonly KnownFact[]): Alert[] {
  return facts.flatMap(({ fact, labels, category }) => {
    const found = contraindicationOf(medicine.atcCode, fact);
    return found ? [alertOn(medicine, 'CONTRAINDICATION', found, labels, category)] : [];
  });
}

function alertOn(
  { id, labels }: TakenMedicine,
  kind: AlertKind,
  { severity, mechanism, action, source }: Finding,
  foundFrom: RecordLabels,
  category: FactCategory = null,
): Alert {
  const cause = {
    messageAr: mechanism.ar,
    messageEn: mechanism.en,
    actionAr: action.ar,
    actionEn: action.en,
    source,
    labels: joinLabels(labels, foundFrom),
    category,
  };
  return { kind, severity: severity === 'severe' ? 'SEVERE' : 'MODERATE', prescriptionId: id, labels, cause };
}
