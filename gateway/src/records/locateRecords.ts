import type { Judged } from './judged.ts';
import type { LocatedRecord, RecordReference } from './recordLookUp.ts';

/**
 * Finds whose the records are that are named by their own ids. One that is not found counts as of a patient whom nobody knows, so that it is
 * decided, and the registry asked, as if it were there.
 */
export async function locateRecords(
  judged: readonly Judged[],
  lookUp: (reference: RecordReference) => Promise<LocatedRecord | undefined>,
): Promise<readonly Judged[]> {
  if (judged.every(({ reference }) => reference === undefined)) return judged;
  const found = new Map<string, Promise<LocatedRecord | undefined>>();
  const locate = async (item: Judged): Promise<Judged> => {
    const { reference } = item;
    if (!reference) return item;
    const key = `${reference.typeName} ${reference.id}`;
    const looking = found.get(key) ?? lookUp(reference);
    found.set(key, looking);
    return { ...item, ...((await looking) ?? { patient: reference.id }) };
  };
  return Promise.all(judged.map(locate));
}
