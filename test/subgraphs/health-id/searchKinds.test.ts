import { readPhone } from '@wasl/health-id/matching/phones';
import { matchVersion, renewMatchKeys } from '@wasl/health-id/stores/matchKeys';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../support/testPostgres.ts';
import { startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

describe('a telephone number', () => {
  it.each([
    '0944 123 456',
    '00963944123456',
    '+963 944-123-456',
    '963944123456',
    '٠٩٤٤١٢٣٤٥٦',
    '944123456',
    '+9630944123456',
  ])('%s is one', (text) => expect(readPhone(text)).toBe('+963944123456'));
  it('of another country keeps it, a landline too', () => {
    expect([readPhone('+90 532 123 45 67'), readPhone('011 214 5678')]).toEqual(['+905321234567', '+963112145678']);
  });
  it.each(['', '12', 'abc', '0999999999', '+963', '+1234567890123456', '0044', '05321234567890'])(
    '%j is none',
    (text) => {
      expect(() => readPhone(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    },
  );
});

describe.each(databaseKinds)('a search, on %s', (kind) => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 40);
  });
  afterAll(() => registry.stop());

  const search = async (demographics: Record<string, unknown>) => {
    const text = `query ($d: DemographicsInput!) { searchPatients(demographics: $d, first: 100) {
      isCertain familyName { ar latin } patient { healthId } } }`;
    const { code, data } = await registry.query(text, { d: demographics });
    return { code, hits: (data?.searchPatients ?? []) as { isCertain: boolean; patient: { healthId: string } }[] };
  };
  const idsOf = async (demographics: Record<string, unknown>) =>
    (await search(demographics)).hits.map(({ patient }) => patient.healthId);

  it('by telephone finds all who share it, however it is written, and calls nobody certain', async () => {
    const phone = '0933 555 123';
    const family = [
      await registry.issue({ phone, birthDate: '1980-02-03' }),
      await registry.issue({ phone, birthDate: '2015-05-06' }),
    ];
    const { hits } = await search({ phone: '٠٠٩٦٣ ٩٣٣٥٥٥١٢٣' });
    expect(hits.map(({ patient }) => patient.healthId).toSorted()).toEqual(family.toSorted());
    expect(hits.map(({ isCertain }) => isCertain)).toEqual([false, false]);
    const seeded = person(3);
    expect(await idsOf({ phone: seeded.phone })).toContain(seeded.healthId);
  });

  it('by family and governorate, in either script, finds its members there and nobody elsewhere', async () => {
    const here = await registry.issue({ familyName: 'الزعبلاوي', governorate: 'HM' });
    const there = await registry.issue({ familyName: 'الزعبلاوي', governorate: 'HL', birthDate: '1950-02-02' });
    expect(await idsOf({ familyName: 'Zablawi', governorate: 'HM' })).toEqual([here]);
    expect(await idsOf({ familyName: 'زعبلاوي', governorate: 'HL' })).toEqual([there]);
  });

  it('by an authority’s number finds its holder, under whichever digits and spaces', async () => {
    const one = [0, 1, 2, 3, 4].map(person).find(({ nationalNumber }) => nationalNumber !== null)!;
    const arabic = one.nationalNumber!.replaceAll(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    for (const value of [one.nationalNumber, arabic, `${arabic.slice(0, 4)} ${arabic.slice(4)}`])
      expect(await idsOf({ identifier: { issuer: 'sy-civil-registry', value } })).toEqual([one.healthId]);
    expect(await idsOf({ identifier: { issuer: 'UNHCR', value: one.nationalNumber } })).toEqual([]);
  });

  it('finds who has one name alone, by it and by it in either place', async () => {
    const healthId = await registry.issue({
      givenName: 'Suharto',
      fatherName: null,
      familyName: null,
      birthDate: '1964-07-08',
    });
    expect(await idsOf({ givenName: 'سوهارتو' })).toContain(healthId);
    expect(await idsOf({ givenName: 'Suharto', familyName: 'Unknown' })).toContain(healthId);
    expect(await idsOf({ givenName: 'Suharto', birthDate: '1964-07-08' })).toContain(healthId);
  });

  it.each([{}, { familyName: 'الحلبي' }, { governorate: 'DI' }, { sex: 'FEMALE' }, { birthDate: '1980-02-03' }])(
    'by no more than %j is refused',
    async (known) => expect((await search(known)).code).toBe('BAD_USER_INPUT'),
  );

  it('finds records again whose keys an older algorithm wrote, once they are made anew, wherever that was interrupted', async () => {
    const { database } = registry.subgraph;
    const { givenName, familyName, healthId } = person(7);
    const sought = { givenName: givenName.ar, familyName: familyName.ar };
    await database.query(`UPDATE patient SET match_keys = ARRAY['n:old'], match_version = $1`, [matchVersion - 1]);
    expect(await idsOf(sought)).toEqual([]);
    let batches = 0;
    const interrupted = {
      query: (...[sql, values]: Parameters<typeof database.query>) => {
        if (sql.startsWith('UPDATE') && (batches += 1) > 2) throw new Error('killed');
        return database.query(sql, values);
      },
    } as Pick<typeof database, 'query'>;
    await expect(renewMatchKeys(interrupted, 10)).rejects.toThrow('killed');
    const left = 'SELECT count(*)::int AS rows FROM patient WHERE match_version < $1';
    const [before] = await database.query<{ rows: number }>(left, [matchVersion]);
    const [all] = await database.query<{ rows: number }>('SELECT count(*)::int AS rows FROM patient');
    expect(before!.rows).toBe(all!.rows - 20);
    expect(await renewMatchKeys(database, 10)).toBe(before!.rows);
    expect(await renewMatchKeys(database, 10)).toBe(0);
    expect(await idsOf(sought)).toContain(healthId);
  });
});
