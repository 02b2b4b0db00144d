import { facilities } from '@wasl/demo/facilities';
import { person } from '@wasl/demo/population';
import { random } from '@wasl/demo/random';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import type { SeedTarget } from '@wasl/kit/subgraph';
import { dispenseColumns, historyOf, prescriptionColumns } from './demoPrescriptions.ts';
import { formulary } from './formulary.ts';

/** Stores the formulary, every pharmacy's stock, and prescriptions that fit the age of so many of the demo's people. */
export async function seed(target: SeedTarget): Promise<void> {
  const { database } = target;
  await seedInBatches(target, 'registers', 1, 1, () => seedRegisters(target));
  await seedInBatches(target, 'prescriptions', target.patients, 1_000, async (from, to) => {
    const histories = Array.from({ length: to - from }, (_, offset) => historyOf(person(from + offset)));
    const prescriptions = histories.flatMap((history) => history.prescriptions);
    await database.bulkInsert('prescription', prescriptionColumns, prescriptions);
    const dispenses = histories.flatMap((history) => history.dispenses);
    await database.bulkInsert('dispense', dispenseColumns, dispenses);
  });
}

async function seedRegisters({ database }: SeedTarget): Promise<void> {
  const pharmacies = facilities().filter(({ type }) => type === 'PHARMACY');
  await database.bulkInsert(
    'medication',
    ['id', 'atc_code', 'name_ar', 'name_latin', 'form', 'strength'],
    formulary.map((item) => [item.id, item.atcCode, item.nameAr, item.nameLatin, item.form, item.strength]),
  );
  await database.bulkInsert(
    'pharmacy',
    ['id'],
    pharmacies.map(({ id }) => [id]),
  );
  await database.bulkInsert(
    'stock_batch',
    ['pharmacy_id', 'medication_id', 'batch', 'expires_on', 'quantity'],
    pharmacies.flatMap(({ id }) => stockOf(id)),
  );
}

function stockOf(pharmacyId: string): unknown[][] {
  const dice = random(`stock ${pharmacyId}`);
  return formulary.flatMap(({ id }) =>
    ['2027-06-30', '2028-03-31'].map((expiresOn, index) => [
      pharmacyId,
      id,
      `B${dice.int(90_000) + 10_000}${index}`,
      expiresOn,
      20 + dice.int(200),
    ]),
  );
}
