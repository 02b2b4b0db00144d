import { failure } from '@wasl/kit/errors';
import { readPage, toConnection } from '@wasl/kit/pagination';
import { facilityOfPharmacy, pharmacyIdOf } from '../pharmacyId.ts';
import type { PharmacyContext } from '../context.ts';
import type { StockFigure as FigureRow } from '../stores/figureStore.ts';
import type { StockMovement as MovementRow } from '../stores/movementStore.ts';
import type { NationalRecall as RecallRow, PharmacyRecall as RecallHere } from '../stores/recallStore.ts';
import { type StockBatch as StockRow, stockPositionOf } from '../stores/stockStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

const usualDays = 90;
const mostDays = 366;

/** Stores know a pharmacy by the code of its facility. */
export const Pharmacy = {
  __resolveReference: ({ id }: { id: string }, { loaders }: PharmacyContext) =>
    loaders.pharmacy.load(facilityOfPharmacy(id)),
  id: ({ id }: { id: string }) => pharmacyIdOf(id),
  facility: ({ id }: { id: string }) => ({ id }),
  async stock(
    { id }: { id: string },
    { medicationId, first, after }: PageArguments & { medicationId?: string | null },
    { loaders }: PharmacyContext,
  ) {
    const page = readPage(first, after);
    const batches = (await loaders.stock.load(id))
      .filter((batch) => !medicationId || batch.medicationId === medicationId)
      .map((batch) => ({ batch, position: stockPositionOf(batch) }))
      .toSorted((one, other) => (one.position < other.position ? -1 : 1));
    // Compared by position, because the batch that the cursor names may have been sold out meanwhile.
    const left = batches.filter(({ position }) => page.after === null || position > page.after);
    const rows = left.slice(0, page.first + 1).map(({ batch }) => batch);
    return toConnection(rows, page, stockPositionOf);
  },
  async movements({ id }: { id: string }, { first, after }: PageArguments, { loaders }: PharmacyContext) {
    const page = readPage(first, after);
    return toConnection(await loaders.movements(id, page), page, (row) => String(row.id));
  },
  recalls: ({ id }: { id: string }, { first }: PageArguments, { loaders }: PharmacyContext) =>
    loaders.recalls(id, readPage(first, null).first),
  async figures({ id }: { id: string }, { days }: { days?: number | null }, { loaders }: PharmacyContext) {
    const span = days ?? usualDays;
    if (span < 1 || span > mostDays)
      throw failure('BAD_USER_INPUT', { argument: 'days', minimum: 1, maximum: mostDays });
    return (await loaders.figures(id, span)).map((figure) => ({ ...figure, ...outlookOf(figure, span) }));
  },
};

export const StockBatch = {
  isRecalled: ({ recalledAt }: StockRow) => recalledAt !== null,
  medication: ({ medicationId }: StockRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
};

export const StockMovement = {
  id: ({ id }: MovementRow) => String(id),
  medication: ({ medicationId }: MovementRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
  author: ({ authorId }: MovementRow) => (authorId === null ? null : { id: authorId }),
};

export const NationalRecall = {
  medication: ({ medicationId }: RecallRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
};

export const PharmacyRecall = {
  dispenses: (recall: RecallHere, _: unknown, { loaders }: PharmacyContext) => loaders.dispensedOf.load(recall),
};

export const NationalRecallPayload = {
  pharmacies: ({ recall }: { recall: RecallRow }, _: unknown, { loaders }: PharmacyContext) =>
    loaders.recalledStocks(recall),
};

export const RecalledStock = {
  pharmacy: ({ pharmacyId }: { pharmacyId: string }) => ({ id: pharmacyId }),
};

export const StockFigure = {
  medication: ({ medicationId }: FigureRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
};

/** Units a day, and how many days the stock lasts at that; none where nothing is asked for. */
function outlookOf({ dispensed, available }: FigureRow, days: number) {
  const dailyDemand = dispensed / days;
  return { dailyDemand, daysLeft: dailyDemand === 0 ? null : Math.floor(available / dailyDemand) };
}
