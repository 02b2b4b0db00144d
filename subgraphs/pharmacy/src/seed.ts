import { createHash } from 'node:crypto';
import { facilities, facilitiesIn, practitioners } from '@wasl/kit/demo/facilities';
import { ageOf, type DemoPerson, person } from '@wasl/kit/demo/population';
import { random } from '@wasl/kit/demo/random';
import { seedInBatches } from '@wasl/kit/seed';
import type { SeedTarget } from '@wasl/kit/subgraph';
import type { PrismaClient } from '@wasl/prisma/pharmacy/generated/client.ts';
import { formulary } from './formulary.ts';

const forAdults = [
  'C08CA01',
  'C09AA02',
  'A10BA02',
  'B01AC06',
  'C10AA05',
  'A02BC01',
  'N06AB06',
  'M01AE01',
  'N02BE01',
  'H03AA01',
];
const forChildren = ['J01CA04', 'N02BE01', 'R03AC02', 'R06AX13', 'A11CC05'];

/** Stores the formulary, every pharmacy's stock, and prescriptions that fit the age of so many of the demo's people. */
export async function seed(target: SeedTarget<PrismaClient>): Promise<void> {
  const { database } = target;
  const pharmacies = facilities().filter(({ type }) => type === 'PHARMACY');
  await seedInBatches(target, 'registers', 1, 1, async () => {
    const columns = ['id', 'atc_code', 'name_ar', 'name_latin', 'form', 'strength'];
    await database.bulkInsert(
      'medication',
      columns,
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
  });
  await seedInBatches(target, 'prescriptions', target.patients, 1_000, async (from, to) => {
    const rows = Array.from({ length: to - from }, (_, offset) => prescriptionsOf(person(from + offset))).flat();
    const columns = [
      'id',
      'health_id',
      'medication_id',
      'quantity',
      'dispensed',
      'dosage',
      'valid_until',
      'prescribed_at',
      'prescriber_id',
      'facility_id',
    ];
    await database.bulkInsert('prescription', columns, rows);
  });
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

function prescriptionsOf(patient: DemoPerson): unknown[][] {
  const dice = random(`prescriptions ${patient.index}`);
  const hospital = facilitiesIn(patient.governorate, 'HOSPITAL')[0];
  const prescriber = practitioners().find(
    ({ facilityId, role }) => facilityId === hospital?.id && role === 'PHYSICIAN',
  );
  if (!prescriber) return [];
  const fitting = ageOf(patient.birthDate) < 15 ? forChildren : forAdults;
  const count = patient.index === 0 ? 2 : dice.int(3);
  return Array.from({ length: count }, (_, index) => {
    const quantity = 10 + dice.int(5) * 10;
    const isCurrent = patient.index === 0 || dice.chance(0.6);
    const day = String(1 + dice.int(27)).padStart(2, '0');
    return [
      stableUuid(`${patient.index} ${index}`),
      patient.healthId,
      `M-${dice.pick(fitting)}`,
      quantity,
      patient.index === 0 ? 0 : dice.chance(0.5) ? quantity : 0,
      'حبة كل 12 ساعة بعد الطعام – one every 12 hours after meals',
      isCurrent ? '2027-12-31' : '2026-03-31',
      `2026-0${1 + dice.int(9)}-${day}T09:30:00Z`,
      prescriber.id,
      prescriber.facilityId,
    ];
  });
}

/** The same UUID for the same text: a seed that is repeated inserts nothing twice. */
function stableUuid(text: string): string {
  const hex = createHash('sha256').update(`prescription ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
