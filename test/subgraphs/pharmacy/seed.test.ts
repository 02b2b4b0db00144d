import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { formulary } from '@wasl/pharmacy/formulary';
import { subgraph } from '@wasl/pharmacy/main';
import { describe, expect, it } from 'vitest';
import { migrate, seed } from '@wasl/kit/prepareDatabase';
import { openDatabase } from '@wasl/kit/database/openDatabase';

describe('the demo prescriptions', () => {
  const people = Array.from({ length: 2_000 }, (_, index) => person(index));

  it('are the same every time, each after birth, and no tablet or capsule is for a child under six', () => {
    const forms = new Map(formulary.map(({ id, form }) => [id, form]));
    for (const patient of people) {
      const { prescriptions } = historyOf(patient);
      expect(historyOf(patient).prescriptions).toEqual(prescriptions);
      for (const [, , medication, , , , , prescribedAt] of prescriptions as string[][]) {
        expect(String(prescribedAt) >= patient.birthDate).toBe(true);
        const years = (Date.parse(String(prescribedAt)) - Date.parse(patient.birthDate)) / (365.25 * 86_400_000);
        if (years < 6) expect(['syrup', 'drops', 'inhaler', 'injection']).toContain(forms.get(String(medication)));
      }
    }
  });

  it('leave the citizen two whole prescriptions of two medicines', () => {
    const rows = historyOf(person(personas.citizen.personIndex ?? -1)).prescriptions;
    expect(new Set(rows.map(([, , medication]) => medication)).size).toBe(2);
    expect(rows.map(([, , , , dispensed]) => dispensed)).toEqual([0, 0]);
  });

  it('are resumed after an interruption, and add up with what was dispensed', async () => {
    const database = await openDatabase({ folder: 'memory://' });
    await migrate('pharmacy', database);
    const interrupted = seed(subgraph, database, 2_500, (done) => {
      if (done === 1_000) throw new Error('interrupted');
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    const seen: number[] = [];
    await seed(subgraph, database, 2_500, (done) => seen.push(done));
    await seed(subgraph, database, 2_500, () => expect.unreachable('the second seed has nothing to do'));
    expect(seen).toEqual([2_000, 2_500]);
    const expected = Array.from({ length: 2_500 }, (_, index) => historyOf(person(index)).prescriptions).flat();
    const [counted] = await database.query<{ rows: number; unequal: number }>(
      `SELECT count(*)::int AS rows, count(*) FILTER (WHERE dispensed <> coalesce(
         (SELECT sum(d.quantity) FROM dispense d WHERE d.prescription_id = p.id), 0))::int AS unequal FROM prescription p`,
    );
    expect(counted).toEqual({ rows: expected.length, unequal: 0 });
    await database.close();
  });
});
