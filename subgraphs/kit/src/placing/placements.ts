import { type Actor, readActor } from '../actor.ts';
import { failure } from '../errors.ts';
import { parseHealthId } from '../healthId.ts';
import { type Page, readTimePosition } from '../pagination.ts';
import type { Professional } from '../professional.ts';
import type { LabelFilter } from '../recordAccess.ts';
import { isUuid } from '../uuid.ts';
import type { Parting } from './parting.ts';

/** A client, or a transaction of one, that runs statements. */
export interface Sql {
  $queryRawUnsafe<Rows>(sql: string, ...values: unknown[]): Promise<Rows>;
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

/** The entries of a subgraph that lie under a health ID, and how one is put under another. */
export interface PlacedKind {
  /** A query of `id, health_id, kind, made_at, facility_id, author_id, confidentiality, sensitivities`: who made each, where and when first. */
  entries: string;
  /** Puts entry `$1` under health ID `$2`. */
  move: string;
}

/** An entry that was made while two records were one, and may be either's. */
export interface WaitingEntry {
  id: string;
  kind: string;
  madeAt: Date;
  facilityId: string;
  authorId: string;
  confidentiality: string;
  sensitivities: string[];
}

/** Whose an entry was said to be. */
export interface PlacedEntry {
  entryId: string;
  kind: string;
  fromId: string;
  belongsTo: string;
  facilityId: string;
  placedAt: Date;
  actor: Actor | null;
  confidentiality: string;
  sensitivities: string[];
}

/** Keeps which merges were taken back: the registry says so, and a merge that was parted stays so. */
export async function keepPartings(db: Sql, partings: readonly Parting[]): Promise<void> {
  for (const { mergeId, restored, survivors, mergedAt, partedAt } of partings)
    await db.$executeRawUnsafe(
      `INSERT INTO parted_merge (merge_id, restored_id, survivor_ids, merged_at, parted_at)
       VALUES ($1::uuid, $2, $3::text[], $4::timestamptz, $5::timestamptz) ON CONFLICT (merge_id) DO NOTHING`,
      mergeId,
      restored,
      survivors,
      mergedAt,
      partedAt,
    );
}

/**
 * For how long after a merge was taken back what is entered may still be meant for either: it was decided on while the two were one, or somebody
 * enters it at the end of a visit with the joined record still before them. Clocks of machines differ by less.
 */
const lateFor = '15 minutes';

/** Holds of entry `e` and parted merge `m`: made meanwhile under a surviving ID, and nobody has said yet whose it is. */
const isWaiting = `e.health_id::text = ANY(m.survivor_ids) AND e.made_at >= m.merged_at
  AND e.made_at < m.parted_at + interval '${lateFor}'
  AND NOT EXISTS (SELECT FROM placed_entry p WHERE p.merge_id = m.merge_id AND p.entry_id = e.id)`;

/** One page of what waits, oldest first: of one facility, or of all where it is null. */
export function listWaiting(
  db: Sql,
  { entries }: PlacedKind,
  partings: readonly Parting[],
  facilityId: string | null,
  filter: LabelFilter,
  page: Page,
): Promise<WaitingEntry[]> {
  const [time, id] = readTimePosition(page);
  return db.$queryRawUnsafe(
    `SELECT e.id::text AS id, e.kind, e.made_at AS "madeAt", e.facility_id AS "facilityId", e.author_id AS "authorId",
       e.confidentiality, e.sensitivities
     FROM (${entries}) AS e
     WHERE e.health_id = ANY($1::char(12)[])
       AND EXISTS (SELECT FROM parted_merge m WHERE m.merge_id = ANY($2::uuid[]) AND ${isWaiting})
       AND ($3::text IS NULL OR e.facility_id = $3::text)
       AND (NOT (e.confidentiality = ANY($4::text[]) OR e.sensitivities && $4::text[]) OR e.author_id = $6::text)
       AND ($5::text[] IS NULL OR (e.confidentiality = ANY($5::text[]) AND e.sensitivities <@ $5::text[]))
       AND ($7::timestamptz IS NULL OR (e.made_at, e.id) > ($7::timestamptz, $8::uuid))
     ORDER BY e.made_at, e.id LIMIT $9::int`,
    [...new Set(partings.flatMap(({ survivors }) => survivors))],
    partings.map(({ mergeId }) => mergeId),
    facilityId,
    filter.hidden,
    filter.open,
    filter.author,
    time,
    id,
    page.first + 1,
  );
}

interface Candidate extends WaitingEntry {
  healthId: string;
  mergeId: string;
  restoredId: string;
  survivorIds: string[];
}

/**
 * Says whose an entry is, of the two people whose records were one, and puts it there. Only the facility that made it may, and of what
 * is sealed only its author. Answers the health ID.
 * @throws SubgraphError NOT_FOUND, ALREADY_DECIDED; BAD_USER_INPUT for a third person
 */
export async function placeEntry(
  tx: Sql,
  kind: PlacedKind,
  { entryId, belongsTo: named }: { entryId: string; belongsTo: string },
  by: Professional,
  actor: Actor,
): Promise<string> {
  const owner = parseHealthId(named);
  if (!isUuid(entryId)) throw failure('NOT_FOUND');
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', `place ${entryId}`);
  const found = (await candidates(tx, kind, entryId)).filter((entry) => mayPlace(entry, by));
  const [entry] = found;
  if (!entry) throw failure((await isPlaced(tx, entryId, by)) ? 'ALREADY_DECIDED' : 'NOT_FOUND');
  const decided = found.filter(({ restoredId, survivorIds }) => restoredId === owner || survivorIds.includes(owner));
  if (decided.length === 0) throw failure('BAD_USER_INPUT', { field: 'belongsTo' });
  const isMoved = decided.some(({ restoredId }) => restoredId === owner);
  const belongsTo = isMoved ? owner : entry.healthId;
  for (const { mergeId } of decided)
    await tx.$executeRawUnsafe(
      `INSERT INTO placed_entry (merge_id, entry_id, kind, from_id, belongs_to, facility_id, actor)
       VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::jsonb)`,
      mergeId,
      entryId,
      entry.kind,
      entry.healthId,
      belongsTo,
      by.facilityId,
      JSON.stringify(actor),
    );
  if (isMoved) await tx.$executeRawUnsafe(kind.move, entryId, belongsTo);
  return belongsTo;
}

function candidates(tx: Sql, { entries }: PlacedKind, entryId: string): Promise<Candidate[]> {
  return tx.$queryRawUnsafe(
    `SELECT e.id::text AS id, e.kind, e.health_id::text AS "healthId", e.facility_id AS "facilityId", e.author_id AS "authorId",
       e.confidentiality, e.sensitivities, m.merge_id::text AS "mergeId", m.restored_id::text AS "restoredId",
       m.survivor_ids AS "survivorIds"
     FROM (${entries}) AS e JOIN parted_merge m ON ${isWaiting} WHERE e.id = $1::uuid`,
    entryId,
  );
}

function mayPlace({ facilityId, authorId, confidentiality }: WaitingEntry, by: Professional): boolean {
  return facilityId === by.facilityId && (confidentiality !== 'V' || authorId === by.practitionerId);
}

async function isPlaced(tx: Sql, entryId: string, { facilityId }: Professional): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    'SELECT entry_id FROM placed_entry WHERE entry_id = $1::uuid AND facility_id = $2 LIMIT 1',
    entryId,
    facilityId,
  );
  return rows.length > 0;
}

/** What was placed of a person's records, or with them, newest first, without what the filter hides. */
export async function placedOf(
  db: Sql,
  { entries }: PlacedKind,
  healthIds: readonly string[],
  { hidden, author }: LabelFilter,
): Promise<PlacedEntry[]> {
  const rows = await db.$queryRawUnsafe<(Omit<PlacedEntry, 'actor'> & { actor: unknown })[]>(
    `SELECT * FROM (
       SELECT DISTINCT ON (p.placed_at, p.entry_id) p.entry_id::text AS "entryId", p.kind, p.from_id::text AS "fromId",
         p.belongs_to::text AS "belongsTo", p.facility_id AS "facilityId", p.placed_at AS "placedAt", p.actor, e.author_id,
         coalesce(e.confidentiality, 'V') AS confidentiality, coalesce(e.sensitivities, ARRAY[]::text[]) AS sensitivities
       FROM placed_entry p LEFT JOIN (${entries}) AS e ON e.id = p.entry_id
       WHERE p.from_id = ANY($1::char(12)[]) OR p.belongs_to = ANY($1::char(12)[])
       ORDER BY p.placed_at DESC, p.entry_id LIMIT 200
     ) AS placed
     WHERE NOT (confidentiality = ANY($2::text[]) OR sensitivities && $2::text[]) OR author_id = $3::text`,
    healthIds,
    hidden,
    author,
  );
  return rows.map((row) => ({ ...row, actor: readActor(row.actor) }));
}
