import { readPage, timePosition, toConnection } from '../pagination.ts';
import { idsOf, type PatientReference } from '../patientReference.ts';
import type { PartedReference, Placing } from './createPlacing.ts';
import type { PlacedEntry, WaitingEntry } from './placements.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

type Context = { loaders: { placing: Placing } };

/** A page of what waits of a patient's. */
export async function toPlace(patient: PartedReference, { first, after }: PageArguments, { loaders }: Context) {
  const page = readPage(first, after);
  return toConnection(await loaders.placing.toPlace(patient, page), page, ({ madeAt, id }) => timePosition(madeAt, id));
}

/** An entry that waits. It is no entry itself, so that it has no `id`: `recordId` or `prescriptionId` names the one that it is about. */
export const WaitingEntryFields = {
  recordId: ({ id }: WaitingEntry) => id,
  prescriptionId: ({ id }: WaitingEntry) => id,
  recordedAt: ({ madeAt }: WaitingEntry) => madeAt,
  facility: ({ facilityId }: WaitingEntry) => ({ id: facilityId }),
  author: ({ authorId }: WaitingEntry) => ({ id: authorId }),
};

/** What a patient is told of an entry, and whether it is in the patient's record now. */
export async function placed(patient: PatientReference, _: unknown, { loaders }: Context) {
  const ids = idsOf(patient);
  const rows = await loaders.placing.placed(patient);
  return rows.map((row) => ({ ...row, isHere: ids.includes(row.belongsTo), isMoved: row.fromId !== row.belongsTo }));
}

type Told = PlacedEntry & { isHere: boolean; isMoved: boolean };

export const PlacedEntryFields = {
  recordId: ({ entryId }: Told) => entryId,
  prescriptionId: ({ entryId }: Told) => entryId,
  at: ({ placedAt }: Told) => placedAt,
  facility: ({ facilityId }: Told) => ({ id: facilityId }),
  by: ({ actor }: Told) => (actor?.practitionerId === undefined ? null : { id: actor.practitionerId }),
  textAr: (told: Told) => textOf(told).ar,
  textEn: (told: Told) => textOf(told).en,
};

function textOf({ isHere, isMoved }: Told): { ar: string; en: string } {
  if (!isMoved)
    return {
      ar: 'سُجّل هذا القيد حين كان سجلك مدموجاً بسجل آخر، وقررت المنشأة التي سجّلته أنه لك، فبقي في سجلك.',
      en: 'This was recorded while your record and another one were joined. The facility that recorded it says that it is yours; it stays in your record.',
    };
  if (isHere)
    return {
      ar: 'سُجّل هذا القيد حين كان سجلك مدموجاً بسجل آخر، وقررت المنشأة التي سجّلته أنه لك، فأُعيد إلى سجلك.',
      en: 'This was recorded while your record and another one were joined. The facility that recorded it says that it is yours; it was put back into your record.',
    };
  return {
    ar: 'سُجّل هذا القيد في سجلك حين كان مدموجاً بسجل آخر، وقررت المنشأة التي سجّلته أنه ليس لك، فأُخرج من سجلك.',
    en: 'This was recorded in your record while it was joined with another one. The facility that recorded it says that it is not yours; it was taken out of your record.',
  };
}
