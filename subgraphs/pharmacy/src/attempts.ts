import { createHash } from 'node:crypto';
import { failure } from '@wasl/kit/errors';
import { idsOf } from '@wasl/kit/patientReference';
import { type Professional, requireProfessional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { RecordLabels } from '@wasl/terminology/recordLabels';
import type { Alert, TakenMedicine } from './alerts.ts';
import type { PharmacyContext } from './context.ts';
import { type CheckedPatient, judge, medicinesOf } from './findAlerts.ts';
import type { ToldVisit } from './prescribingVisit.ts';
import { showAlert, type ShownAlert } from './shownAlert.ts';
import type { Tx } from './stores/client.ts';
import type { Draft } from './stores/draftStore.ts';
import { fingerprintOf, keepOverrides, keepShown } from './stores/overrideStore.ts';

/** That alerts were seen, and why somebody goes on. */
export interface Override {
  alertIds: string[];
  reason: string;
}

/** A payload as the gateway brings it back, with what it knows of the patient. */
export interface CheckedPayload {
  /** `prescribe:` or `dispense:` and the draft's ID; `done:` and a prescription's where nothing is left to check. */
  id: string;
  patient?: CheckedPatient | null;
  /** The visit that a new prescription names, with what is known of it. */
  visit?: ToldVisit | null;
}

/** What one attempt is about. */
export interface Attempt {
  draft: Draft;
  /** The medicine that is about to be given. */
  medicine: TakenMedicine;
  /** Who prescribes, or prescribed what is dispensed. */
  prescriberId: string;
  override: Override | null;
  /** Why it may not be, whatever the patient takes. */
  refusal?: Error | null;
  /** Writes it; answers the ID of what was written. */
  write(tx: Tx, by: Professional): Promise<string>;
}

export interface AttemptAlert extends ShownAlert {
  /** By which it is acknowledged; null where nothing waits for that. */
  id: string | null;
  patient: { healthId: string };
  author: { id: string };
}

export interface Outcome {
  alerts: AttemptAlert[];
  /** The ID of what was written, or why nothing was. */
  result: { id: string } | { refusal: Error };
}

/**
 * Checks a medicine against all that is known of the patient and writes what was asked for, unless a severe alert stops it that nobody
 * acknowledged, or a death is recorded of the patient. @throws SubgraphError BAD_USER_INPUT for a reason that says nothing, and what `write` throws
 */
export async function attempt(
  { draft, medicine, prescriberId, override, refusal, write }: Attempt,
  patient: CheckedPatient | null,
  context: PharmacyContext,
): Promise<Outcome> {
  const by = requireProfessional(requireCaller(context));
  if (patient?.isDeceased === null) throw failure('DATABASE_UNAVAILABLE');
  if (patient?.isDeceased) return { alerts: [], result: { refusal: failure('PATIENT_DECEASED') } };
  if (refusal) return { alerts: [], result: { refusal } };
  const reason = override ? readReason(override.reason, 'override.reason') : null;
  const found = await alertsOn(medicine, patient ?? { healthId: draft.healthId }, draft, context);
  const severe = found.filter(({ severity }) => severity === 'SEVERE');
  const known = override ? await context.loaders.acknowledged(override.alertIds, draft) : new Set<string>();
  const open = severe.filter((alert) => !known.has(fingerprintOf(alert)));
  const ids = open.length > 0 ? await remember(open, draft, context) : new Map<string, string>();
  const alerts = await shown(found, ids, { draft, prescriberId, patient }, context);
  if (open.length > 0) return { alerts, result: { refusal: failure('SAFETY_ALERT') } };
  // The draft's ID is the key: however often the gateway comes back, it is written once.
  const id = await context.writeOnce(`write ${draft.operation}`, { idempotencyKey: draft.id }, async (tx) => {
    const written = await write(tx, by);
    if (reason !== null && severe.length > 0) await keepOverrides(tx, medicine.id, draft.operation, severe, reason, by);
    return written;
  });
  return { alerts, result: { id } };
}

/** The alerts on one medicine, as if it were the newest. */
async function alertsOn(
  medicine: TakenMedicine,
  patient: CheckedPatient,
  draft: Draft,
  { loaders }: PharmacyContext,
): Promise<Alert[]> {
  const rows = await loaders.taken.load(patient.healthIds === undefined ? [draft.healthId] : idsOf(patient));
  const others = (await medicinesOf(rows, loaders)).filter(({ id }) => id !== medicine.id);
  const found = judge(patient, [medicine, ...others]).filter(({ prescriptionId }) => prescriptionId === medicine.id);
  return patient.allergySubstances ? found : [unknownAllergies(medicine), ...found];
}

/** Nobody says what the patient is allergic to: that has to be asked before anything is given. */
function unknownAllergies({ id, labels }: TakenMedicine): Alert {
  return {
    kind: 'ALLERGY',
    severity: 'SEVERE',
    prescriptionId: id,
    labels,
    cause: {
      messageAr: 'لا يمكن حالياً قراءة حساسيات المريض.',
      messageEn: 'What the patient is allergic to cannot be read at the moment.',
      actionAr: 'يُسأل المريض أو مرافقه عن حساسيته قبل إعطاء الدواء.',
      actionEn: 'Ask the patient or the family about allergies before giving it.',
      source: 'docs/clinical-safety.md',
      labels,
      category: null,
    },
  };
}

/** Keeps the alerts that stop a draft, once for the same ones; their IDs by fingerprint. */
async function remember(
  alerts: readonly Alert[],
  draft: Draft,
  { writeOnce }: PharmacyContext,
): Promise<Map<string, string>> {
  const fingerprints = [...new Set(alerts.map(fingerprintOf))].sort();
  const key = createHash('sha256')
    .update([draft.id, ...fingerprints].join('\n'))
    .digest('base64url');
  const ids = await writeOnce('warn', { idempotencyKey: key }, (tx) => keepShown(tx, draft, fingerprints));
  return new Map(fingerprints.map((fingerprint, index) => [fingerprint, ids[index] ?? '']));
}

function shown(
  alerts: readonly Alert[],
  ids: ReadonlyMap<string, string>,
  { draft, prescriberId, patient }: Pick<Attempt, 'draft' | 'prescriberId'> & { patient: CheckedPatient | null },
  { loaders, caller }: PharmacyContext,
): Promise<AttemptAlert[]> {
  const healthIds = patient?.healthIds === undefined ? [draft.healthId] : idsOf(patient);
  const mayRead = (category: string, labels: RecordLabels) => loaders.mayReadLabelled(healthIds, category, labels);
  return Promise.all(
    alerts.map(async (alert) => ({
      ...(await showAlert(alert, { caller, mayRead })),
      id: ids.get(fingerprintOf(alert)) ?? null,
      patient: { healthId: draft.healthId },
      author: { id: prescriberId },
    })),
  );
}
