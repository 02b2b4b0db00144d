import type { Database } from '@wasl/kit/database/database';
import { blockingKeys, familyKeys, phoneKey } from '../matching/blockingKeys.ts';
import type { Demographics } from '../matching/score.ts';

/**
 * The version of the algorithm that makes keys: raise it with every change of normalization, sounds or keys, so that stored keys are made
 * anew. Version 1 had neither families, telephones, single names nor estimated dates; version 2 not the spellings Mhd, Gassem and Ziya, nor that a
 * newborn has no name.
 */
export const matchVersion = 3;

/** All keys under which a search finds a record. */
export function storedKeys(known: Demographics, phone: string | null): string[] {
  return [...blockingKeys(known), ...familyKeys(known), ...(phone === null ? [] : [phoneKey(phone)])];
}

interface NameRow {
  health_id: string;
  given_ar: string;
  given_latin: string | null;
  father_ar: string;
  father_latin: string | null;
  mother_ar: string | null;
  mother_latin: string | null;
  family_ar: string;
  family_latin: string | null;
  birth_date: string;
  birth_precision: string;
  sex: string;
  governorate: string;
  phone: string | null;
}

const batchRows = 500;

/**
 * Remakes the keys that an older version of the algorithm wrote, batch by batch, each in one statement: an interruption loses one
 * batch at most, and the next run continues. Where nothing is left it costs one index lookup. Returns how many were remade.
 */
export async function renewMatchKeys(database: Pick<Database, 'query'>, batch = batchRows): Promise<number> {
  let renewed = 0;
  for (;;) {
    const rows = await database.query<NameRow>(
      `SELECT health_id, given_ar, given_latin, father_ar, father_latin, mother_ar, mother_latin, family_ar, family_latin,
              birth_date, birth_precision, sex, governorate, phone
       FROM patient WHERE match_version < $1 ORDER BY match_version LIMIT $2`,
      [matchVersion, batch],
    );
    if (rows.length === 0) return renewed;
    await store(database, rows);
    renewed += rows.length;
  }
}

/** A correction that came in between has made its own keys, which stay. */
async function store(database: Pick<Database, 'query'>, rows: readonly NameRow[]): Promise<void> {
  const made = rows.map((row) => ({ health_id: row.health_id, keys: storedKeys(demographicsIn(row), row.phone) }));
  await database.query(
    `UPDATE patient SET match_keys = ARRAY(SELECT json_array_elements_text(made.keys)), match_version = $2
     FROM json_to_recordset($1::json) AS made(health_id char(12), keys json)
     WHERE patient.health_id = made.health_id AND patient.match_version < $2`,
    [JSON.stringify(made), matchVersion],
  );
}

function demographicsIn(row: NameRow): Demographics {
  return {
    given: { ar: row.given_ar, latin: row.given_latin },
    father: { ar: row.father_ar, latin: row.father_latin },
    mother: { ar: row.mother_ar, latin: row.mother_latin },
    family: { ar: row.family_ar, latin: row.family_latin },
    birthDate: row.birth_date,
    birthPrecision: row.birth_precision,
    sex: row.sex,
    governorate: row.governorate,
  };
}
