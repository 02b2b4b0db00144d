import { failure } from './errors.ts';
import { isUuid } from './uuid.ts';

const largestPage = 100;

/** The requested page: the number of rows, and the position after which they begin. */
export interface Page {
  first: number;
  /** Decoded cursor of the row before the page; null for the first page. */
  after: string | null;
}

export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount?: number;
}

/**
 * Checks the arguments of a list. @throws SubgraphError BAD_USER_INPUT unless `first` is 1 to 100 and `after` is a cursor
 * that an earlier page gave.
 */
export function readPage(first: number | null | undefined, after: string | null | undefined): Page {
  const size = first ?? 20;
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw failure('BAD_USER_INPUT', { argument: 'first', minimum: 1, maximum: largestPage });
  }
  return { first: size, after: after == null ? null : decodeCursor(after) };
}

/**
 * Makes a connection from the rows of a page. Fetch `page.first + 1` rows: the extra row shows that there is a next page. `positionOf`
 * returns the text that `readPage` later returns as `after`.
 */
export function toConnection<Row>(
  rows: readonly Row[],
  page: Page,
  positionOf: (row: Row) => string,
  totalCount?: number,
): Connection<Row> {
  const edges = rows.slice(0, page.first).map((node) => ({ cursor: encodeCursor(positionOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    ...(totalCount === undefined ? {} : { totalCount }),
  };
}

/** The position of a row in a list that is ordered by time, then by UUID. */
export function timePosition(time: Date, id: string): string {
  return `${time.toISOString()}|${id}`;
}

/** Reads what `timePosition` wrote; nulls for the first page. @throws SubgraphError BAD_USER_INPUT for any other cursor */
export function readTimePosition({ after }: Page): [time: string | null, id: string | null] {
  if (after === null) return [null, null];
  const [time = '', id = ''] = after.split('|');
  if (Number.isNaN(Date.parse(time))) throw wrongCursor();
  return [time, requireUuid(id)];
}

/** The position in a list that is ordered by UUID; null for the first page. @throws SubgraphError BAD_USER_INPUT for any other */
export function readUuidPosition({ after }: Page): string | null {
  return after === null ? null : requireUuid(after);
}

const mark = 'w1:';

function encodeCursor(position: string): string {
  return Buffer.from(mark + position).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(mark)) throw wrongCursor();
  return text.slice(mark.length);
}

function requireUuid(text: string): string {
  if (!isUuid(text)) throw wrongCursor();
  return text;
}

function wrongCursor() {
  return failure('BAD_USER_INPUT', { argument: 'after' });
}
