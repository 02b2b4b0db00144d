import { createHash } from 'node:crypto';
import { matchVersion, storedKeys } from '@wasl/health-id/stores/matchKeys';
import { expect, it } from 'vitest';

const people = [
  ['محمد', 'Mhd', 'عبد الرحمن', 'Abdulrahman', 'فاطمة', 'Fatima', 'الأحمد', 'Al-Ahmad', '1980-02-29', 'DAY', 'MALE'],
  [
    'قاسم',
    'Gassem',
    'الشيخ خالد',
    'Sheikh Khaled',
    'نور الهدى',
    'Nour Alhuda',
    'آغا',
    'Agha',
    '1955-01-01',
    'ESTIMATED',
    'MALE',
  ],
  ['ضياء', 'Ziya', 'رمضان', 'Ramazan', 'Gulistan', 'Gulistan', 'Çelik', 'Celik', '1991-07-00', 'MONTH', 'MALE'],
  ['مولودة', null, 'إلياس', 'Ilyas', 'مجهول 3', 'unknown', 'خوري', 'Khoury', '2026-11-20', 'DAY', 'FEMALE'],
  ['كريستين', 'Christine', 'ميخائيل', 'Michael', null, null, 'حدّاد', 'Haddad', '2001-12-31', 'DAY', 'FEMALE'],
  ['ظافر', 'Dhafer', 'ثائر', 'Thaer', 'هويدا', 'Houwayda', 'أبو زيد', 'Abou Zeid', '1967-00-00', 'YEAR', 'MALE'],
] as const;

it('has another version when the same people get other keys, so that what is stored is made anew', () => {
  const keys = people.map(
    ([given, givenLatin, father, fatherLatin, mother, motherLatin, family, familyLatin, ...rest]) =>
      storedKeys(
        {
          given: { ar: given, latin: givenLatin },
          father: { ar: father, latin: fatherLatin },
          mother: { ar: mother, latin: motherLatin },
          family: { ar: family, latin: familyLatin },
          birthDate: rest[0],
          birthPrecision: rest[1],
          sex: rest[2],
          governorate: 'SY-DI',
        },
        '+963944123456',
      ).sort(),
  );
  const digest = createHash('sha256').update(JSON.stringify(keys)).digest('hex').slice(0, 16);
  // Another digest: raise the version, and write both here.
  expect({ matchVersion, digest }).toEqual({ matchVersion: 3, digest: '01ddd9288fd7c743' });
});
