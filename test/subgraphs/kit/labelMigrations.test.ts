import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '@wasl/kit/database/migrations';
import { type Database, openDatabase } from '@wasl/kit/database/openDatabase';
import { root } from '@wasl/kit/paths';
import { migrate } from '@wasl/kit/prepareDatabase';
import { formulary } from '@wasl/pharmacy/formulary';
import { meaningOfPrescription } from '@wasl/pharmacy/prescriptionMeaning';
import { labelsOfNew } from '@wasl/terminology/recordLabels';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('migrations that bring labels', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase({});
  });
  afterEach(() => database.close());

  /** The tables as the first migration made them. */
  async function atFirst(name: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-migrations-'));
    const released = join(root, 'prisma', name, 'migrations');
    for (const item of ['20261123000000_init', 'migration_lock.toml'])
      cpSync(join(released, item), join(folder, item), { recursive: true });
    await database.exclusively('migrate', (adapter) => applyMigrations(adapter, folder));
    rmSync(folder, { recursive: true });
  }

  /** What there was to prescribe when labels came. */
  const ofThatDay = formulary.slice(0, 67);

  it('give prescriptions that were written before what their medicines imply, and seal what nobody knows', async () => {
    await atFirst('pharmacy');
    for (const { id, atcCode } of ofThatDay)
      await database.query(`INSERT INTO medication VALUES ($1, $2, 'د', 'M', 'tablet', '1 mg')`, [id, atcCode]);
    for (const medicationId of [...ofThatDay.map(({ id }) => id), 'M-lost'])
      await database.query(
        `INSERT INTO prescription (id, health_id, medication_id, quantity, dosage, valid_until, prescriber_id, facility_id)
         VALUES (gen_random_uuid(), '000000000017', $1, 10, 'one', '2027-01-01', 'P-1', 'F-1')`,
        [medicationId],
      );
    await migrate('pharmacy', database);
    const rows = await database.query<{ id: string }>(
      'SELECT medication_id AS id, confidentiality, sensitivities FROM prescription',
    );
    for (const { id, atcCode } of ofThatDay) {
      const labels = labelsOfNew(meaningOfPrescription({ atcCode, dosage: 'one' }), {});
      expect(rows).toContainEqual({ id, ...labels });
    }
    expect(rows).toContainEqual({ id: 'M-lost', confidentiality: 'V', sensitivities: [] });
  });

  it('give earlier versions of clinical records the labels that they bore', async () => {
    await atFirst('clinical-records');
    const rows = [
      { confidentiality: 'R', sensitivities: ['HIV', 'PSY'] },
      { confidentiality: 'N', sensitivities: [] },
      {},
    ];
    for (const [index, row] of rows.entries())
      await database.query(
        `INSERT INTO clinical_record_version VALUES (gen_random_uuid(), $1, 'ACTIVE', 'I10', 'P-1', now(), $2::jsonb)`,
        [index + 1, JSON.stringify(row)],
      );
    await migrate('clinical-records', database);
    const kept =
      'SELECT confidentiality, sensitivities, lowered_because AS why FROM clinical_record_version ORDER BY version';
    expect(await database.query(kept)).toEqual([
      { confidentiality: 'R', sensitivities: ['HIV', 'PSY'], why: null },
      { confidentiality: 'N', sensitivities: [], why: null },
      { confidentiality: 'V', sensitivities: [], why: null },
    ]);
  });
});
