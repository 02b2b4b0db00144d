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

/** The roles whose work is treating: whether they may know, the gateway decides by the labels of the cause. */
const treatingRoles = new Set(['physician', 'nurse', 'emergency']);

/** Shows an alert: how grave it is and what to do, and why where the reader may know. */
export function showAlert(alert: Alert, caller: Caller | null, healthIds: readonly string[]): ShownAlert {
  const { kind, severity, prescriptionId, labels, cause } = alert;
  const isOpen = mayKnow(alert, caller, healthIds);
  return {
    kind: isOpen ? kind : null,
    severity,
    prescriptionId,
    ...advice[severity],
    labels,
    cause: isOpen ? cause : null,
  };
}

/**
 * Whether a reader of the prescription may know what it is warned of for: where that is no more sensitive than the prescription itself,
 * or the reader is the patient or the guardian, treats, or was given leave by the gateway. A pharmacist is none of these.
 */
function mayKnow({ labels, cause }: Alert, caller: Caller | null, healthIds: readonly string[]): boolean {
  if (!isLower(labels, cause.labels)) return true;
  if (caller === null) return false;
  if (healthIds.some((id) => id === caller.healthId || caller.dependants.includes(id))) return true;
  const { role, labels: given = [] } = caller.decision ?? {};
  if (role !== undefined && treatingRoles.has(role)) return true;
  const { confidentiality, sensitivities } = cause.labels;
  const isRestricted = confidentiality === 'R' || confidentiality === 'V';
  return [...(isRestricted ? [confidentiality] : []), ...sensitivities].every((label) => given.includes(label));
}
