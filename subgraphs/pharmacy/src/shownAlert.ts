import { isPatientSide } from '@wasl/kit/recordAccess';
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

/** The roles whose work is treating: which labels they may know of, the gateway's decision says. */
const treatingRoles = new Set(['physician', 'nurse', 'emergency']);

/** Shows an alert: how grave it is and what to do, and why where the reader may know. */
export async function showAlert(alert: Alert, reader: Reader): Promise<ShownAlert> {
  const { kind, severity, prescriptionId, labels, cause } = alert;
  const isOpen = await mayKnow(alert, reader);
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
  /** Whether the reader may read medicines of the patient that bear these labels. */
  mayReadLabelled(labels: RecordLabels): Promise<boolean>;
}

/** Whether a reader of the prescription may know why it is warned of. What is no more sensitive than the prescription itself, always. */
async function mayKnow({ labels, cause }: Alert, reader: Reader): Promise<boolean> {
  if (!isLower(labels, cause.labels)) return true;
  return isConcerned(cause.labels, reader) && reader.mayReadLabelled(cause.labels);
}

/** The patient and the guardian, those who treat, and whom the gateway gave leave for these labels. A pharmacist is none of these. */
function isConcerned({ confidentiality, sensitivities }: RecordLabels, { caller }: Reader): boolean {
  if (caller === null) return false;
  if (isPatientSide(caller)) return true;
  const { role, labels: given = [] } = caller.decision ?? {};
  if (role !== undefined && treatingRoles.has(role)) return true;
  const isRestricted = confidentiality === 'R' || confidentiality === 'V';
  const needed = [...(isRestricted ? [confidentiality] : []), ...sensitivities];
  // `*` is no leave for these: it is what an author would have, too.
  return needed.every((label) => given.includes(label));
}
