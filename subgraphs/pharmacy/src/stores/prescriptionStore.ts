import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import { type Page, readTimePosition, timePosition } from '@wasl/kit/pagination';
import { markedUuid } from '@wasl/kit/markedUuid';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import type { LabelFilter } from '@wasl/kit/recordAccess';
import { isUuid } from '@wasl/kit/uuid';
import type { Dispense, Medication, Prescription } from '@wasl/prisma/pharmacy/generated/client.ts';
import { labelsOfNew } from '@wasl/terminology/recordLabels';
import type { Override } from '../attempts.ts';
import { checkDose, type Dose, unitsPerDay } from '../dose.ts';
import { doseSentence } from '../doseSentence.ts';
import { readEncounterId } from '../prescribingVisit.ts';
import { meaningOfPrescription, readIndication } from '../prescriptionMeaning.ts';
import { supplyDays, supplyEnd } from '../supply.ts';
import { today } from '../today.ts';
import type { Db, Tx } from './client.ts';
import { raiseByWords } from './raiseLabels.ts';
import { requirePharmacy, takeFromStock } from './stockStore.ts';

export type { Dispense, Prescription } from '@wasl/prisma/pharmacy/generated/client.ts';

/** Most units of one prescription, and so of one dispense. */
const largestQuantity = 1_000;

export interface NewPrescription {
  healthId: string;
  medicationId: string;
  quantity: number;
  /** The sentence of the dose where it is absent. */
  dosage?: string | null;
  dose?: Dose | null;
  validUntil: string;
  /** The visit of the clinical records in which it is written. */
  encounterId?: string | null;
  /** ICD-10. */
  indicationCode?: string | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
  /** That severe alerts were seen, and why it is prescribed all the same. */
  override?: Override | null;
}

export interface Cancellation {
  prescriptionId: string;
  reason?: string | null;
}

export function statusOf({ cancelledAt, dispensed, quantity, validUntil }: Prescription): string {
  if (cancelledAt) return 'CANCELLED';
  if (dispensed >= quantity) return 'COMPLETED';
  return validUntil < today() ? 'EXPIRED' : 'ACTIVE';
}

export function positionOf({ prescribedAt, id }: Prescription): string {
  return timePosition(prescribedAt, id);
}

/** The prescriptions of these IDs, in no order. */
export async function findPrescriptions(db: Db, ids: readonly string[]): Promise<Prescription[]> {
  return db.prescription.findMany({ where: { id: { in: ids.filter(isUuid) } } });
}

/** The dispenses of these IDs, in no order. */
export async function findDispenses(db: Db, ids: readonly string[]): Promise<Dispense[]> {
  return db.dispense.findMany({ where: { id: { in: ids.filter(isUuid) } } });
}

/** The dispenses of each of these prescriptions, newest first. */
export async function dispensesOf(db: Db, prescriptionIds: string[]): Promise<Map<string, Dispense[]>> {
  const where = { prescriptionId: { in: prescriptionIds } };
  const rows = await db.dispense.findMany({ where, orderBy: { dispensedAt: 'desc' } });
  return groupBy(rows, ({ prescriptionId }) => prescriptionId);
}

/**
 * One page of each patient's prescriptions, newest first, in one statement for all: up to `first + 1` of each. What the filter leaves out is
 * left out before pages are cut, so that neither their lengths nor `hasNextPage` tell of it.
 */
export async function listPrescriptions(
  db: Db,
  healthIds: readonly string[],
  page: Page,
  filter: LabelFilter,
): Promise<Prescription[]> {
  const [time, id] = readTimePosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text FROM (
       SELECT id, row_number() OVER (PARTITION BY health_id ORDER BY prescribed_at DESC, id DESC) AS place FROM prescription
       WHERE health_id = ANY($1::char(12)[]) AND ($2::timestamptz IS NULL OR (prescribed_at, id) < ($2::timestamptz, $3::uuid))
         AND (NOT (confidentiality = ANY($5::text[]) OR sensitivities && $5::text[]) OR prescriber_id = $7::text)
         AND ($6::text[] IS NULL OR (confidentiality = ANY($6::text[]) AND sensitivities <@ $6::text[]))
     ) AS ranked WHERE place <= $4::int`,
    healthIds,
    time,
    id,
    page.first + 1,
    filter.hidden,
    filter.open,
    filter.author,
  );
  return db.prescription.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: [{ prescribedAt: 'desc' }, { id: 'desc' }],
  });
}

/**
 * Writes a prescription, with the labels that its substance and its indication mean and those that the prescriber asks for.
 * @throws SubgraphError BAD_USER_INPUT naming the field, NOT_FOUND for an unknown medicine
 */
export async function prescribe(tx: Tx, input: NewPrescription & { id?: string }, by: Professional): Promise<string> {
  const medication = await requirePrescribable(tx, input);
  const { healthId, medicationId, quantity, validUntil } = input;
  const dosage = dosageOf(input);
  const indicationCode = readIndication(input.indicationCode);
  const meaning = meaningOfPrescription({ atcCode: medication.atcCode, dosage, indicationCode });
  const { confidentiality, sensitivities } = labelsOfNew(meaning, input);
  const { id } = await tx.prescription.create({
    data: {
      id: input.id ?? markedUuid('Prescription'),
      healthId,
      medicationId,
      quantity,
      dosage,
      ...(input.dose && { dose: { ...input.dose } }),
      validUntil,
      encounterId: readEncounterId(input.encounterId),
      indicationCode,
      confidentiality,
      sensitivities: [...sensitivities],
      prescriberId: by.practitionerId,
      facilityId: by.facilityId,
    },
  });
  return id;
}

/** The medicine of a prescription that may be written. @throws SubgraphError BAD_USER_INPUT naming the field, NOT_FOUND for an unknown medicine */
export async function requirePrescribable(tx: Tx, input: NewPrescription): Promise<Medication> {
  validate(input);
  readIndication(input.indicationCode);
  const medication = await tx.medication.findUnique({ where: { id: input.medicationId } });
  if (!medication) throw failure('NOT_FOUND', { field: 'medicationId' });
  if (input.dose) checkDose(input.dose, medication);
  return medication;
}

/** How to take it, as typed, or as the dose says in both languages. */
export function dosageOf({ dosage, dose }: NewPrescription): string {
  if (dosage != null || !dose) return dosage ?? '';
  const { ar, en } = doseSentence(dose);
  return `${ar} – ${en}`;
}

function validate(input: NewPrescription): void {
  const { quantity, validUntil } = input;
  const dosage = dosageOf(input);
  if (quantity < 1 || quantity > largestQuantity)
    throw failure('BAD_USER_INPUT', { field: 'quantity', minimum: 1, maximum: largestQuantity });
  if (dosage.trim() === '' || dosage.length > 500) throw failure('BAD_USER_INPUT', { field: 'dosage' });
  if (validUntil < today()) throw failure('BAD_USER_INPUT', { field: 'validUntil' });
}

/**
 * Cancels what is left, of an expired one too, and keeps who did and why. What the reason tells guards the prescription from then on.
 * @throws SubgraphError NOT_FOUND, PRESCRIPTION_CANCELLED, PRESCRIPTION_EXHAUSTED, BAD_USER_INPUT for a reason that says nothing
 */
export async function cancel(tx: Tx, { prescriptionId: id, reason }: Cancellation, by: Professional): Promise<string> {
  const cancelReason = reason == null ? null : readReason(reason);
  const prescription = await requirePrescription(tx, id);
  const { count } = await tx.prescription.updateMany({
    where: { id, cancelledAt: null, dispensed: { lt: prescription.quantity } },
    data: { cancelledAt: new Date(), cancelledBy: by.practitionerId, cancelReason },
  });
  if (count === 0) throw await whyRefused(tx, id);
  await raiseByWords(tx, id, cancelReason, by);
  return id;
}

/**
 * Dispenses from one pharmacy's stock. The prescription is claimed by one conditional UPDATE, which the database runs one
 * after the other for competing pharmacies, so that together they never exceed the quantity; batches that expire first go
 * first. @throws SubgraphError FORBIDDEN outside pharmacies, NOT_FOUND, PRESCRIPTION_CANCELLED, PRESCRIPTION_EXPIRED, PRESCRIPTION_EXHAUSTED, STOCK_INSUFFICIENT
 */
export async function dispense(tx: Tx, id: string, quantity: number, by: Professional): Promise<string> {
  const prescription = await requireForDispensing(tx, id, quantity, by);
  const supplyEndsOn = await supplyEndOf(tx, prescription, quantity);
  const claimed = await tx.$executeRawUnsafe(
    `UPDATE prescription SET dispensed = dispensed + $2::int, supply_ends_on = greatest(supply_ends_on, $4)
     WHERE id = $1::uuid AND cancelled_at IS NULL AND valid_until >= $3 AND dispensed + $2::int <= quantity`,
    id,
    quantity,
    today(),
    supplyEndsOn,
  );
  if (claimed === 0) throw await whyRefused(tx, id);
  const { medicationId } = prescription;
  const batches = await takeFromStock(tx, by.facilityId, medicationId, quantity);
  const { id: dispenseId } = await tx.dispense.create({
    data: {
      id: markedUuid('Dispense'),
      prescriptionId: id,
      quantity,
      pharmacyId: by.facilityId,
      pharmacistId: by.practitionerId,
    },
  });
  const place = {
    pharmacyId: by.facilityId,
    medicationId,
    dispenseId,
    prescriptionId: id,
    authorId: by.practitionerId,
  };
  await tx.stockMovement.createMany({
    data: batches.map((taken) => ({ ...place, batch: taken.batch, kind: 'DISPENSED', change: -taken.quantity })),
  });
  return dispenseId;
}

/** The prescription that a pharmacy wants to dispense from. @throws SubgraphError FORBIDDEN outside pharmacies, BAD_USER_INPUT, NOT_FOUND */
export async function requireForDispensing(
  tx: Tx,
  id: string,
  quantity: number,
  by: Professional,
): Promise<Prescription> {
  await requirePharmacy(tx, by.facilityId);
  if (quantity < 1 || quantity > largestQuantity)
    throw failure('BAD_USER_INPUT', { field: 'quantity', minimum: 1, maximum: largestQuantity });
  return requirePrescription(tx, id);
}

/** The last day of what the patient has, with what is dispensed now. */
async function supplyEndOf(
  tx: Tx,
  { medicationId, supplyEndsOn, dose }: Prescription,
  quantity: number,
): Promise<string> {
  const medication = await tx.medication.findUnique({ where: { id: medicationId } });
  const known = dose as Dose | null;
  const intake = {
    form: medication?.form ?? '',
    unitsPerDay: known && medication ? unitsPerDay(known, medication) : null,
  };
  return supplyEnd(supplyEndsOn, today(), supplyDays(intake, quantity));
}

async function whyRefused(tx: Tx, id: string) {
  const now = await requirePrescription(tx, id);
  if (now.cancelledAt) return failure('PRESCRIPTION_CANCELLED');
  const remaining = now.quantity - now.dispensed;
  if (remaining > 0 && now.validUntil < today()) return failure('PRESCRIPTION_EXPIRED');
  return failure('PRESCRIPTION_EXHAUSTED', { remaining });
}

/** @throws SubgraphError NOT_FOUND */
export async function requirePrescription(tx: Tx, id: string): Promise<Prescription> {
  const found = isUuid(id) ? await tx.prescription.findUnique({ where: { id } }) : null;
  if (!found) throw failure('NOT_FOUND');
  return found;
}
