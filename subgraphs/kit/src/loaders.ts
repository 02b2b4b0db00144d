import DataLoader from 'dataloader';
import { failure } from './errors.ts';
import type { PersonIds } from './patientReference.ts';
import type { MayRead, RecordFacts } from './recordAccess.ts';

/** The rows in the order of the IDs; null for an ID without a row. */
export function inOrder<Row>(ids: readonly string[], rows: readonly Row[], idOf: (row: Row) => string): (Row | null)[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Most keys of one statement. */
const maxBatchSize = 1_000;
/** Most rows that one loader gives one request. */
const mostRows = 50_000;

/** Counts the rows of one request's loader. @throws SubgraphError ANSWER_TOO_LARGE */
function createRowCount(): (rows: number) => void {
  let count = 0;
  return (rows) => {
    count += rows;
    if (count > mostRows) throw failure('ANSWER_TOO_LARGE', { limit: 'rows', maximum: mostRows });
  };
}

/** A loader of rows that anybody may read, such as those of a register. */
export function registerLoader<Row>(
  find: (ids: readonly string[]) => Promise<Row[]>,
  idOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => inOrder(ids, await find(ids), idOf), { maxBatchSize });
}

/** A loader of single records. One that the caller may not read is null, exactly as one that does not exist. */
export function recordLoader<Row>(
  find: (ids: readonly string[]) => Promise<(Row | null)[]>,
  mayOpen: (row: Row) => boolean | Promise<boolean>,
): DataLoader<string, Row | null> {
  return new DataLoader(
    async (ids) => {
      const rows = await find(ids);
      return Promise.all(rows.map(async (row) => (row !== null && (await mayOpen(row)) ? row : null)));
    },
    { maxBatchSize },
  );
}

/** Options of a loader of a patient's records. */
export interface PatientRecords<Row> {
  mayRead: MayRead;
  /** The category of the records, which is known before they are read. */
  category: string;
  /** Facts that are known only from the row, such as labels. Default: none. */
  factsOf?: (row: Row) => Partial<RecordFacts>;
  /** Rows of each person, in the order of the people. */
  find(people: readonly PersonIds[]): Promise<Row[][]>;
  /** Called with each row that the caller may read, for example to prime the loader of single records. */
  onOpen?: (row: Row, healthIds: PersonIds) => void;
}

/**
 * A loader of a patient's records, by all the IDs of that patient. If the caller may not read the patient's records it does not
 * query the database and throws FORBIDDEN: an empty list would tell a clinician that there are none. Single rows that the
 * caller may not read are left out.
 */
export function patientRecordsLoader<Row>(records: PatientRecords<Row>): DataLoader<PersonIds, Row[], string> {
  const { mayRead, category, factsOf = () => ({}), find, onOpen = () => undefined } = records;
  const countRows = createRowCount();
  return new DataLoader<PersonIds, Row[], string>(
    async (people) => {
      const open = await Promise.all(people.map((healthIds) => mayRead({ healthIds, category })));
      const found = await find(people.filter((_, index) => open[index]));
      for (const rows of found) countRows(rows.length);
      let next = 0;
      return Promise.all(
        people.map(async (healthIds, index) => {
          if (!open[index]) return failure('FORBIDDEN');
          const rows = await openAmong(found[next++] ?? [], (row) => mayRead({ healthIds, category, ...factsOf(row) }));
          for (const row of rows) onOpen(row, healthIds);
          return rows;
        }),
      );
    },
    { cacheKeyFn: (healthIds) => healthIds.join(), maxBatchSize },
  );
}

/** The rows of a list that the caller may read. */
export async function openAmong<Row>(rows: Row[], mayOpen: (row: Row) => boolean | Promise<boolean>): Promise<Row[]> {
  const open = await Promise.all(rows.map(mayOpen));
  return open.every(Boolean) ? rows : rows.filter((_, index) => open[index]);
}
