import type { Caller } from '@wasl/subgraph-sdk';
import { isLower, type RecordLabels } from '@wasl/terminology/recordLabels';
import type { Alert, Cause } from './alerts.ts';

/** An alert as one reader gets it. */
export interface ShownAlert {
  /** Null where the cause is withheld. */
  kind: Alert['kind'] | null;
  severity: Alert['severity'];
  prescriptionId: string;
  messageAr: string;
  messageEn: string;
  labels: RecordLabels;
  cause: Cause | null;
}

/** What to do about an alert. The same whatever its cause, so that it does not tell it. */
const advice: Record<Alert['severity'], { messageAr: string; messageEn: string }> = {
  SEVERE: {
    messageAr: 'لا يُعطَ هذا الدواء قبل أن يؤكده الطبيب الذي وصفه: فقد يضر المريض ضرراً جسيماً.',
    messageEn: 'Do not give this medicine before its prescriber has confirmed it: it may gravely harm the patient.',
  },
  MODERATE: {
    messageAr: 'اسأل الطبيب الذي وصف هذا الدواء إن كان يناسب المريض، وراقب تأثيره.',
    messageEn: 'Ask the prescriber whether this medicine suits the patient, and watch its effect.',
  },
};

/** Who may know a cause as far as the gateway's decision opens its labels: those whose record it is, and those whose work is treating. */
const concernedRoles = new Set(['citizen', 'guardian', 'physician', 'nurse', 'emergency']);

/** Shows an alert: how grave it is and what to do, and why where the reader may know. */
export async function showAlert(alert: Alert, reader: Reader): Promise<ShownAlert> {
  const { kind, severity, prescriptionId, labels, cause } = alert;
  const isOpen = await mayKnow(labels, cause, reader);
  return {
    kind: isOpen ? kind : null,
    severity,
    prescriptionId,
    ...advice[severity],
    labels,
    cause: isOpen ? cause : null,
  };
}

/** Who reads the alerts of a patient. */
export interface Reader {
  caller: Caller | null;
  /** Whether the reader may read records of the patient of this kind that bear these labels. */
  mayRead(category: string, labels: RecordLabels): Promise<boolean>;
}

/**
 * Whether a reader of the prescription may know why it is warned of. What is no more sensitive than the prescription itself and comes
 * from medicines, allergies or the age, always.
 */
export async function mayKnow(
  labels: RecordLabels,
  cause: Pick<Cause, 'labels' | 'category'>,
  reader: Reader,
): Promise<boolean> {
  if (cause.category === null && !isLower(labels, cause.labels)) return true;
  // A pharmacist is not concerned: what to do is enough to dispense safely.
  if (!concernedRoles.has(reader.caller?.decision?.role ?? '')) return false;
  const isOpen = await reader.mayRead('MedicationRequest', cause.labels);
  return isOpen && (cause.category === null || reader.mayRead(cause.category, cause.labels));
}
