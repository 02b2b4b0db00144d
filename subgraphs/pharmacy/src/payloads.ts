import { failure } from '@wasl/kit/errors';
import { labelsOfNew, storedLabels } from '@wasl/terminology/recordLabels';
import { type Attempt, attempt, type CheckedPayload, type Outcome, type Override } from './attempts.ts';
import type { PharmacyContext } from './context.ts';
import type { Dose } from './dose.ts';
import { dosedBy } from './findAlerts.ts';
import { readEncounterId, refusalOfVisit } from './prescribingVisit.ts';
import { meaningOfPrescription } from './prescriptionMeaning.ts';
import type { Draft } from './stores/draftStore.ts';
import { dispense, dosageOf, type NewPrescription, prescribe } from './stores/prescriptionStore.ts';

/** What `dispense` asks for. */
export interface NewDispense {
  prescriptionId: string;
  quantity: number;
  override?: Override | null;
}

const outcomes = new WeakMap<PharmacyContext, Map<string, Promise<Outcome>>>();

/** The outcome of a payload's draft, tried once in a request however many of its fields are asked for. */
export function outcomeOf(payload: CheckedPayload, context: PharmacyContext): Promise<Outcome> {
  const { id } = payload;
  let ofRequest = outcomes.get(context);
  if (!ofRequest) outcomes.set(context, (ofRequest = new Map()));
  let outcome = ofRequest.get(id);
  if (!outcome) ofRequest.set(id, (outcome = tryDraft(payload, context)));
  return outcome;
}

/** The ID of what a payload is about, once it is written. @throws why nothing was */
export async function writtenBy(payload: CheckedPayload, context: PharmacyContext): Promise<string> {
  if (payload.id.startsWith(done)) return payload.id.slice(done.length);
  const { result } = await outcomeOf(payload, context);
  if ('refusal' in result) throw result.refusal;
  return result.id;
}

/** The alerts of a payload; none where nothing was to be checked. */
export async function alertsOfPayload(payload: CheckedPayload, context: PharmacyContext) {
  return payload.id.startsWith(done) ? [] : (await outcomeOf(payload, context)).alerts;
}

const done = 'done:';

/** A payload of what is written already. */
export function finished(prescriptionId: string): CheckedPayload {
  return { id: `${done}${prescriptionId}` };
}

async function tryDraft({ id, patient, visit }: CheckedPayload, context: PharmacyContext) {
  const draft = await context.loaders.draft.load(id.slice(id.indexOf(':') + 1));
  if (!draft) throw failure('NOT_FOUND');
  const described =
    draft.operation === 'prescribe' ? await newPrescription(draft, visit, context) : await newDispense(draft, context);
  return attempt(described, patient ?? null, context);
}

async function newPrescription(
  draft: Draft,
  visit: CheckedPayload['visit'],
  { loaders, caller }: PharmacyContext,
): Promise<Attempt> {
  const input = draft.input as unknown as NewPrescription;
  const medication = await loaders.medication.load(draft.medicationId);
  if (!medication) throw failure('NOT_FOUND', { field: 'medicationId' });
  const labels = labelsOfNew(
    meaningOfPrescription({ ...input, dosage: dosageOf(input), atcCode: medication.atcCode }),
    input,
  );
  return {
    draft,
    medicine: {
      id: draft.id,
      atcCode: medication.atcCode,
      labels,
      isDispensable: true,
      dosed: dosedBy(medication, input.dose ?? null),
    },
    prescriberId: caller?.practitionerId ?? '',
    override: input.override ?? null,
    refusal: refusalOfVisit(readEncounterId(input.encounterId), visit, caller?.facilityId),
    write: (tx, by) => prescribe(tx, { ...input, id: draft.id }, by),
  };
}

async function newDispense(draft: Draft, { loaders }: PharmacyContext): Promise<Attempt> {
  const { prescriptionId, quantity, override } = draft.input as unknown as NewDispense;
  const prescription = await loaders.prescription.load(prescriptionId);
  const medication = await loaders.medication.load(draft.medicationId);
  if (!prescription || !medication) throw failure('NOT_FOUND');
  const labels = storedLabels(prescription);
  return {
    draft,
    medicine: {
      id: prescriptionId,
      atcCode: medication.atcCode,
      labels,
      isDispensable: true,
      dosed: dosedBy(medication, prescription.dose as Dose | null),
    },
    prescriberId: prescription.prescriberId,
    override: override ?? null,
    write: (tx, by) => dispense(tx, prescriptionId, quantity, by),
  };
}
