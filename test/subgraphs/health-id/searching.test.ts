import { person } from '@wasl/demo/population';
import { blockingKeys, searchKeys } from '@wasl/health-id/matching/blockingKeys';
import { type Demographics, scorePair } from '@wasl/health-id/matching/score';
import { readName } from '@wasl/health-id/readName';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

/** As the registry does: a shared key, and more evidence for than against. */
function finds(sought: Demographics, stored: Demographics): boolean {
  const keys = new Set(blockingKeys(stored));
  return searchKeys(sought).some((key) => keys.has(key)) && scorePair(sought, stored) > 0;
}
const called = (given: string, family = 'الخطيب'): Demographics => ({
  given: readName(given),
  family: readName(family),
});

describe('a search by given and family name without a date', () => {
  it('finds each of 2,000 demo people by the Arabic and by the Latin name', () => {
    const missed: string[] = [];
    for (let index = 0; index < 2_000; index += 1) {
      const { givenName, fatherName, motherName, familyName, birthDate, sex, governorate } = person(index);
      const names = { given: givenName, father: fatherName, mother: motherName, family: familyName };
      for (const script of ['ar', 'latin'] as const) {
        const sought = { given: { [script]: givenName[script] }, family: { [script]: familyName[script] } };
        const isFound = finds(sought, { ...names, birthDate, sex, governorate });
        if (!isFound) missed.push(`${givenName[script]} ${familyName[script]}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it.each([
    ['إلياس', ['الياس', 'Ilyas', 'Elias', 'Ilias', 'Elyas']],
    ['ميخائيل', ['Michael', 'Mikhail', 'Mikhael', 'مخائيل']],
    ['مايكل', ['Michael', 'Maikel']],
    ['كريستين', ['Christine', 'Kristin', 'Cristine']],
    ['ظافر', ['Dhafer', 'Zafer', 'Dafir', 'Thafer']],
    ['فاضل', ['Fadel', 'Fadhil']],
    ['ذكوان', ['Zakwan', 'Dhakwan']],
    ['عثمان', ['Othman', 'Osman', 'Usman']],
    ['إسحاق', ['Ishaq', 'Ishak', 'اسحق']],
    ['جورج', ['George', 'Jorj']],
    ['صالح', ['Saleh', 'Salih']],
    ['نعمة', ['Nehmeh', 'Nimah', 'Nema']],
    ['إلهام', ['Ilham', 'Elham', 'الهام']],
    ['آية', ['Aya', 'Ayah', 'اية', 'ايه']],
    ['أوى', ['Awa']],
    ['علي', ['Ali', 'Aly']],
    ['إياد', ['Iyad', 'Eyad']],
    ['لؤي', ['Louay', 'Loai']],
    ['نور الدين', ['نورالدين', 'Nour Eddin', 'Noureddine', 'Nur al-Din', 'Nureldin', 'نور']],
    ['محمد خالد', ['خالد', 'محمد', 'محمدخالد', 'Mohamad Khaled', 'Khaled']],
    ['عبد الرحمن', ['عبدالرحمن', 'Abd al-Rahman', 'Abdelrahman', 'Abdurrahman']],
    ['هبة الله', ['Hibat Allah', 'هبةالله', 'Hiba']],
    ['سامر', ['د. سامر', 'الدكتور سامر', 'Dr. Samer', 'السيد سامر', 'Mr Samer', 'الحاج سامر']],
    ['محمد', ['Mehmet', 'Muhammet', 'محەمەد']],
    ['أحمد', ['Ahmet']],
    ['مراد', ['Murat']],
    ['ولات', ['Velat', 'Welat', 'ۆلات']],
    ['داود', ['Davut', 'Dawud', 'داوود']],
    ['جمال', ['Cemal', 'Jamal']],
    ['سمير', ['م. سمير', 'أ. سمير', 'المرحوم سمير', 'Mme Samir', 'الدكتورة سمير', 'المحامي سمير']],
    ['Alexander', ['ألكسندر', 'الكسندر']],
    ['خليل', ['Xelîl', 'Halil Khalil']],
    ['جوان', ['Ciwan', 'Jwan']],
    ['هيمن', ['هێمن', 'Hêmin']],
    ['شيركو', ['شێرکۆ', 'Şêrko', 'Sherko']],
    ['روناهي', ['ڕۆناهی', 'Ronahî']],
    ['كولستان', ['گوڵستان']],
    ['إشيل', ['Işıl', 'IŞIL', 'İşıl']],
  ])('finds %s by other spellings', (name, spellings) => {
    const missed = spellings.filter((spelling) => !finds(called(spelling), called(name)));
    const missedBack = spellings.filter((spelling) => !finds(called(name), called(spelling)));
    expect([missed, missedBack]).toEqual([[], []]);
  });

  it.each([
    ['الصالح', ['Alsaleh', 'Al-Saleh', 'El Saleh', 'صالح', 'AlSalih']],
    ['أبو زيد', ['Abu Zayd', 'Abou Zeid', 'ابوزيد', 'AbuZaid']],
    ['العبد الله', ['Alabdullah', 'Al-Abdallah', 'عبدالله']],
    ['الحاج علي', ['الحاج علي', 'Haj Ali', 'علي']],
    ['الحاج', ['الحاج', 'Alhaj', 'Hajj']],
    ['السيد', ['Alsayed', 'سيد']],
    ['مولود', ['Mouloud', 'Mawloud']],
  ])('finds the family %s by other spellings', (name, spellings) =>
    expect(spellings.filter((spelling) => !finds(called('سامر', spelling), called('سامر', name)))).toEqual([]),
  );

  it('finds a man who is called مولود', () => expect(finds(called('مولود'), called('مولود'))).toBe(true));

  it.each([
    ['سامر', 'خالد'],
    ['حسن', 'حسين'],
    ['رنا', 'رشا'],
    ['آية', 'سامر'],
    ['إلياس', 'ياسين'],
  ])('does not take %s for %s', (sought, stored) =>
    expect(finds(called(sought), called(stored, 'الحلبي'))).toBe(false),
  );
});

describe('the registry, asked for a name', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry('PGlite', 5);
  });
  afterAll(() => registry.stop());

  async function found(givenName: string, familyName: string): Promise<string[]> {
    const text = `query ($demographics: DemographicsInput!) {
      searchPatients(demographics: $demographics) { patient { healthId } } }`;
    const { code, data } = await registry.query(text, { demographics: { givenName, familyName } });
    expect(code).toBeUndefined();
    return data.searchPatients.map(({ patient }: { patient: { healthId: string } }) => patient.healthId);
  }

  it('answers whoever was registered in the other script', async () => {
    const elias = await registry.issue({ givenName: 'إلياس', familyName: 'نعمة' });
    const aya = await registry.issue({ givenName: 'Aya', familyName: 'Alsaleh' });
    expect(await found('Ilyas', 'Nehmeh')).toEqual([elias]);
    expect(await found('آية', 'الصالح')).toEqual([aya]);
  });
});
